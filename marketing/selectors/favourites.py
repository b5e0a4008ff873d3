"""A customer's favourites, with what has become of them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.paginator import Page, Paginator

from catalog.models import Listing, Sku
from catalog.selectors.listing_prices import at_present
from marketing.models import Favourite
from shop.common.typed_numbers import page_number

PAGE_SIZE = 20


@dataclass(frozen=True, kw_only=True)
class FavouriteRow:
    """One favourite; `only_sku_id` is there when there is nothing to choose."""

    listing: Listing
    price_then: Decimal | None
    since: datetime
    only_sku_id: int | None

    @property
    def is_gone(self) -> bool:
        return not self.listing.is_live

    @property
    def can_be_bought(self) -> bool:
        return self.listing.is_live and self.listing.in_stock

    @property
    def drop(self) -> Decimal | None:
        """How much less it costs than then."""
        now: Decimal | None = self.listing.lowest_price
        if now is None or self.price_then is None or now >= self.price_then:
            return None
        return self.price_then - now


def favourites_of(user_id: int, number: str = "") -> "Page[Favourite]":
    """Return one page of a customer's favourites, the newest first."""
    found = (
        Favourite.objects.owned_by(user_id)
        .select_related("product__listing")
        .only("price", "created_at", "user_id", *_LISTING)
        .order_by("-created_at", "-pk")
    )
    return Paginator(found, PAGE_SIZE).get_page(page_number(number))


def favourite_rows(page: "Page[Favourite]") -> list[FavouriteRow]:
    """Return what the page shows of each, in one further query."""
    kept = list(page)
    at_present(row.product.listing for row in kept)
    skus: dict[int, list[int]] = {}
    active = Sku.objects.active().filter(product__in=[row.product_id for row in kept])
    for product_id, sku_id in active.values_list("product_id", "pk"):
        skus.setdefault(product_id, []).append(sku_id)
    return [
        FavouriteRow(
            listing=row.product.listing,
            price_then=row.price,
            since=row.created_at,
            only_sku_id=_only(skus.get(row.product_id, [])),
        )
        for row in kept
    ]


def is_favourite(user_id: int, product_id: int) -> bool:
    return Favourite.objects.owned_by(user_id).filter(product=product_id).exists()


def kept_product_id(user_id: int, number: str) -> int | None:
    """Return the id of a product that a customer keeps, on sale or not."""
    if not number.isalnum():
        return None
    kept = Favourite.objects.owned_by(user_id).filter(product__number=number)
    return kept.values_list("product_id", flat=True).first()


def only_sku_of(user_id: int, number: str) -> tuple[int, int] | None:
    """Return product and SKU of a favourite that has but one SKU."""
    product_id = kept_product_id(user_id, number)
    skus = Sku.objects.active().filter(product=product_id).values_list("pk", flat=True)[:2]
    sku_id = _only(list(skus))
    return None if product_id is None or sku_id is None else (product_id, sku_id)


def keepers_of(product_id: int) -> list[int]:
    """Return who has a product in the favourites."""
    keepers = Favourite.objects.filter(product=product_id).order_by("user_id")
    return list(keepers.values_list("user_id", flat=True))


def _only(sku_ids: list[int]) -> int | None:
    return sku_ids[0] if len(sku_ids) == 1 else None


_LISTING = tuple(
    f"product__listing__{name}"
    for name in (
        "is_live", "title", "slug", "number", "picture", "lowest_price", "highest_price",
        "prices_change_at",
        "list_price", "in_stock", "is_pre_sale", "rating", "rating_count",
    )
)  # fmt: skip
