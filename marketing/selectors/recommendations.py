"""What else a shopper may like: what is bought with it, and what goes with what was looked at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Sum

from catalog.models import Listing
from catalog.selectors.listing_prices import at_present
from catalog.selectors.listings import best_sellers
from marketing.models import BoughtTogether

SHOWN = 6


@dataclass(frozen=True, kw_only=True)
class Recommendations:
    """What the strips under a product show; each product stands in one of them only.

    `is_personal`: chosen by what this person looked at; else it is what sells best.
    """

    together: list[Listing]
    seen: list[Listing]
    for_you: list[Listing]
    is_personal: bool


def recommend(
    product_id: int, category_path: str, seen_ids: Sequence[int], *, at_most: int = SHOWN
) -> Recommendations:
    """Choose goods from purchases and from what was looked at, in three queries."""
    known = {product_id, *seen_ids}
    together_ids = companions_of([product_id], without={product_id})[:at_most]
    for_you_ids = companions_of(seen_ids, without={*known, *together_ids})[:at_most]
    shown_ids = list(seen_ids)[:at_most]
    rows = _live_by_id([*together_ids, *for_you_ids, *shown_ids])
    for_you = [rows[pk] for pk in for_you_ids if pk in rows]
    return Recommendations(
        together=[rows[pk] for pk in together_ids if pk in rows],
        seen=[rows[pk] for pk in shown_ids if pk in rows and pk != product_id],
        for_you=for_you or _popular(category_path, {*known, *together_ids}, at_most),
        is_personal=bool(for_you),
    )


def companions_of(product_ids: Iterable[int], *, without: set[int]) -> list[int]:
    """Return what was bought with any of them, most often first."""
    ids = list(product_ids)
    if not ids:
        return []
    rows = (
        BoughtTogether.objects.filter(product__in=ids)
        .exclude(companion__in=without)
        .values("companion_id")
        .annotate(orders=Sum("order_count"))
        .order_by("-orders", "companion_id")
    )
    return [row["companion_id"] for row in rows]


def _live_by_id(product_ids: Iterable[int]) -> dict[int, Listing]:
    ids = set(product_ids)
    return (
        {row.pk: row for row in at_present(Listing.objects.live().for_cards().filter(pk__in=ids))}
        if ids
        else {}
    )


def _popular(category_path: str, without: set[int], at_most: int) -> list[Listing]:
    best = best_sellers(at_most + len(without), category_path)
    return [row for row in best if row.pk not in without][:at_most]
