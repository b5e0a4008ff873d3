"""Where goods may be sold."""

from collections.abc import Iterable

from catalog.models import Product, SalesRegion
from shop.common.selectors import region_codes, region_path

Scope = Product.SalesScope


def regions_of(product_id: int) -> list[str]:
    """Return the codes of the regions that the sales scope of a product names."""
    rows = SalesRegion.objects.filter(product=product_id)
    return list(rows.order_by("region_id").values_list("region_id", flat=True))


def sales_region_words(product: Product) -> str:
    """Say where a product is sold; nothing when that is everywhere."""
    if product.sales_scope == Scope.EVERYWHERE:
        return ""
    places = "、".join(region_path(code) for code in regions_of(product.pk))
    return f"{product.get_sales_scope_display()}: {places}"


def not_sold_in(product_ids: Iterable[int], district_code: str) -> set[int]:
    """Return those of the products that are not sold in a district, in one query."""
    scopes = dict(
        Product.objects.filter(pk__in=set(product_ids))
        .exclude(sales_scope=Scope.EVERYWHERE)
        .values_list("pk", "sales_scope")
    )
    if not scopes:
        return set()
    here = SalesRegion.objects.filter(
        product__in=scopes, region__in=region_codes(district_code)
    ).values_list("product_id", flat=True)
    named = set(here)
    return {pk for pk, scope in scopes.items() if (pk in named) == (scope == Scope.EXCEPT)}
