"""Ratings, worked out from the reviews that show."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Q, Sum

from marketing.models import Review

_CENT = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class Rating:
    """The average of the shown reviews with two places (None without one), and how many."""

    average: Decimal | None
    count: int


@dataclass(frozen=True, kw_only=True)
class StarShare:
    """One bar of the breakdown."""

    stars: int
    count: int
    percent: int


@dataclass(frozen=True, kw_only=True)
class RatingBreakdown:
    """The shown reviews of a product by stars, five first."""

    rating: Rating
    shares: tuple[StarShare, ...]
    with_pictures: int
    positive_percent: int


def ratings_of(product_ids: Iterable[int]) -> dict[int, Rating]:
    """Return what the reviews of each product come to; products without one are left out."""
    rows = (
        Review.objects.shown()
        .filter(product__in=list(product_ids))
        .values("product_id")
        .annotate(total=Sum("stars"), count=Count("pk"))
        .order_by("product_id")
    )
    return {row["product_id"]: _rating(row["total"], row["count"]) for row in rows}


def rating_breakdown(product_id: int) -> RatingBreakdown:
    """Count a product's reviews by stars, in one query."""
    by_stars = {
        f"stars_{stars}": Count("pk", filter=Q(stars=stars))
        for stars in range(1, Review.MOST_STARS + 1)
    }
    found = (
        Review.objects.shown()
        .filter(product=product_id)
        .aggregate(
            total=Sum("stars"),
            count=Count("pk"),
            with_pictures=Count("pk", filter=Q(has_pictures=True)),
            positive=Count("pk", filter=Q(stars__gte=4)),
            **by_stars,
        )
    )
    count = found["count"]
    return RatingBreakdown(
        rating=_rating(found["total"], count),
        shares=tuple(
            StarShare(
                stars=stars,
                count=found[f"stars_{stars}"],
                percent=_percent(found[f"stars_{stars}"], count),
            )
            for stars in range(Review.MOST_STARS, 0, -1)
        ),
        with_pictures=found["with_pictures"],
        positive_percent=_percent(found["positive"], count),
    )


def _rating(total: int | None, count: int) -> Rating:
    if not count or total is None:
        return Rating(average=None, count=0)
    average = (Decimal(total) / count).quantize(_CENT, ROUND_HALF_UP)
    return Rating(average=average, count=count)


def _percent(part: int, whole: int) -> int:
    return round(part * 100 / whole) if whole else 0
