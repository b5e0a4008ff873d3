"""SKUs as other apps show and copy them."""

from collections.abc import Iterable

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from catalog.models import Product, ProductPicture, Sku, SkuValue
from catalog.types import SkuCard


def sku_cards(sku_ids: Iterable[int]) -> dict[int, SkuCard]:
    """Return what carts and orders show of each SKU, in one query; unknown ids are left out."""
    skus = Sku.objects.filter(pk__in=set(sku_ids)).select_related("product")
    with_pictures = skus.annotate(picture=_picture_of_sku())
    return {sku.pk: _card(sku, getattr(sku, "picture", None) or "") for sku in with_pictures}


def product_address(slug: str, number: str) -> str:
    return reverse("catalog:product-detail", kwargs={"slug": slug, "number": number})


def _card(sku: Sku, picture: str) -> SkuCard:
    product = sku.product
    return SkuCard(
        sku_id=sku.pk,
        product_id=product.pk,
        product_number=product.number,
        code=sku.code,
        title=product.title,
        name=sku.name,
        picture=picture,
        url=f"{product_address(product.slug, product.number)}?sku={sku.pk}",
        weight_grams=sku.weight_grams,
        volume_cm3=sku.volume_cm3,
        is_on_sale=sku.is_active and product.is_live,
        owner_id=product.owner_id,
        return_days=product.return_days,
        is_sold_everywhere=product.sales_scope == Product.SalesScope.EVERYWHERE,
    )


def _picture_of_sku() -> Coalesce:
    """Choose the first picture that shows one of the SKU's values, else the product's first."""
    main = ProductPicture.objects.filter(
        product=OuterRef("product"), role=ProductPicture.Role.MAIN
    ).order_by("position", "pk")
    own_values = SkuValue.objects.filter(sku=OuterRef(OuterRef("pk"))).values("value")
    return Coalesce(_first_image(main.filter(value__in=own_values)), _first_image(main))


def _first_image(pictures: QuerySet[ProductPicture]) -> Subquery:
    return Subquery(pictures.values("image")[:1])
