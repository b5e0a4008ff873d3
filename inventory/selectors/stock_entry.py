"""Products whose stock was entered for every SKU."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from catalog.models import ListingStep, Product, Sku
from inventory.models import StockLevel


def products_entered(sku_ids: Iterable[int]) -> list[int]:
    """Return the products of SKUs that have a level of every active SKU, but not the step yet."""
    unentered = Sku.objects.active().filter(
        ~Exists(StockLevel.objects.filter(sku=OuterRef("pk"))), product=OuterRef("pk")
    )
    noted = ListingStep.objects.filter(product=OuterRef("pk"), step=ListingStep.Step.STOCK)
    wanted = Sku.objects.filter(pk__in=list(sku_ids)).values("product")
    found = Product.objects.filter(~Exists(noted), ~Exists(unentered), pk__in=wanted)
    return list(found.order_by("pk").values_list("pk", flat=True))


def skus_without_stock(product_id: int) -> list[str]:
    """Name the active SKUs of a product for which nobody has entered any stock."""
    level = StockLevel.objects.filter(sku=OuterRef("pk"))
    rows = Sku.objects.active().filter(~Exists(level), product=product_id)
    return list(rows.order_by("position", "pk").values_list("code", flat=True))
