"""Reviews as product pages and orders show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch
from django.db.models.functions import Length

from marketing.models import Review, ReviewPicture
from marketing.models.review import ReviewQuerySet
from marketing.selectors.ratings import RatingBreakdown
from shop.common.typed_numbers import page_number

PAGE_SIZE = 10
NEWEST, MOST_USEFUL = "newest", ""


@dataclass(frozen=True, kw_only=True)
class ReviewQuery:
    """What a shopper asked the list of reviews for."""

    sort: str = MOST_USEFUL
    stars: int | None = None
    with_pictures: bool = False
    page: str = ""


def shown_reviews(
    product_id: int, query: ReviewQuery, breakdown: RatingBreakdown
) -> "Page[Review]":
    """Return one page of a product's reviews with photos and answers, in two queries.

    Most useful means: with photos first, then the longest texts.
    """
    found = Review.objects.shown().filter(product=product_id)
    if query.stars is not None:
        found = found.filter(stars=query.stars)
    if query.with_pictures:
        found = found.filter(has_pictures=True)
    paginator = Paginator(_for_page(_sorted(found, query.sort)), PAGE_SIZE)
    known = _known_count(breakdown, query)
    if known is not None:
        paginator.count = known
    return paginator.get_page(page_number(query.page))


def review_of_line(order_line: str) -> Review | None:
    """Return the review of an order line with photos and answer, whatever its state."""
    return _for_page(Review.objects.filter(order_line=order_line)).first()


def states_of_lines(order_lines: Iterable[str]) -> dict[str, str]:
    """Return the state of the review of each order line, by reference; in one query."""
    rows = Review.objects.filter(order_line__in=list(order_lines))
    return dict(rows.values_list("order_line", "state"))


def _sorted(found: ReviewQuerySet, sort: str) -> ReviewQuerySet:
    if sort == NEWEST:
        return found.order_by("-created_at", "-pk")
    return found.order_by("-has_pictures", Length("text").desc(), "-created_at", "-pk")


def _for_page(found: ReviewQuerySet) -> ReviewQuerySet:
    pictures = ReviewPicture.objects.order_by("position")
    return found.select_related("answer").prefetch_related(Prefetch("pictures", queryset=pictures))


def _known_count(breakdown: RatingBreakdown, query: ReviewQuery) -> int | None:
    """Take the count from the breakdown; it does not know two filters combined."""
    if query.stars is not None:
        by_stars = {share.stars: share.count for share in breakdown.shares}
        return None if query.with_pictures else by_stars.get(query.stars, 0)
    return breakdown.with_pictures if query.with_pictures else breakdown.rating.count
