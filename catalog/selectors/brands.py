"""Brands as shoppers see them."""

from dataclasses import dataclass

from django.db.models import Count

from catalog.models import Brand, Listing


@dataclass(frozen=True, kw_only=True)
class BrandWithGoods:
    brand: Brand
    count: int


def brand_at(slug: str) -> Brand | None:
    return Brand.objects.filter(slug=slug, is_visible=True).first()


def brand_with_id(brand_id: int | None) -> Brand | None:
    if brand_id is None:
        return None
    return Brand.objects.filter(pk=brand_id, is_visible=True).first()


def brands_with_goods() -> list[BrandWithGoods]:
    """Return the brands that show, with how many goods each has on sale; those with none last."""
    counts = dict(
        Listing.objects.live()
        .filter(brand_id__isnull=False)
        .values_list("brand_id")
        .annotate(count=Count("pk"))
    )
    brands = Brand.objects.filter(is_visible=True).order_by("name", "pk")
    found = [BrandWithGoods(brand=brand, count=counts.get(brand.pk, 0)) for brand in brands]
    return sorted(found, key=lambda one: -one.count)
