"""The reviews of a product: a page of its own, and a part of the product page."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from catalog.selectors.cards import card_of
from marketing.models import Review
from marketing.selectors.ratings import RatingBreakdown, rating_breakdown
from marketing.selectors.reviews import MOST_USEFUL, NEWEST, ReviewQuery, shown_reviews
from shop.common.http import ShopRequest

PAGE = "marketing/review_list.html"
_SORTS = {MOST_USEFUL: _("Most useful"), NEWEST: _("Latest first")}


@dataclass(frozen=True, kw_only=True)
class Link:
    """A choice above the reviews."""

    label: str | Promise
    count: int | None
    url: str
    is_current: bool


@require_GET
def review_list(request: ShopRequest, number: str) -> HttpResponse:
    listing = card_of(number)
    if listing is None:
        raise Http404
    query = _asked(request)
    breakdown = rating_breakdown(listing.pk)
    context = {
        "listing": listing,
        "breakdown": breakdown,
        "page": shown_reviews(listing.pk, query, breakdown),
        "filters": _filters(number, query, breakdown),
        "sorts": _sorts(number, query),
        "most_stars": range(1, Review.MOST_STARS + 1),
        "address": reverse("marketing:review-list", args=[number]),
    }
    return render(request, f"{PAGE}#reviews" if request.htmx else PAGE, context)


def _asked(request: HttpRequest) -> ReviewQuery:
    stars = request.GET.get("stars", "")
    sort = request.GET.get("sort", "")
    return ReviewQuery(
        sort=sort if sort in _SORTS else MOST_USEFUL,
        stars=int(stars) if stars in {"1", "2", "3", "4", "5"} else None,
        with_pictures=request.GET.get("photos") == "1",
        page=request.GET.get("page", ""),
    )


def _filters(number: str, query: ReviewQuery, breakdown: RatingBreakdown) -> list[Link]:
    def link(label: str | Promise, count: int, **asked: int) -> Link:
        here = {"stars": query.stars, "photos": int(query.with_pictures) or None}
        wanted = {"stars": asked.get("stars"), "photos": asked.get("photos")}
        return Link(
            label=label,
            count=count,
            url=_address(number, sort=query.sort, **wanted),
            is_current=here == wanted,
        )

    by_stars = [
        link(f"{share.stars} ★", share.count, stars=share.stars)
        for share in breakdown.shares
        if share.count or share.stars == query.stars
    ]
    return [
        link(_("All"), breakdown.rating.count),
        link(_("With photos"), breakdown.with_pictures, photos=1),
        *by_stars,
    ]


def _sorts(number: str, query: ReviewQuery) -> list[Link]:
    photos = int(query.with_pictures) or None
    return [
        Link(
            label=label,
            count=None,
            url=_address(number, sort=sort, stars=query.stars, photos=photos),
            is_current=sort == query.sort,
        )
        for sort, label in _SORTS.items()
    ]


def _address(number: str, **asked: str | int | None) -> str:
    said = {name: value for name, value in asked.items() if value}
    address = reverse("marketing:review-list", args=[number])
    return f"{address}?{urlencode(said)}" if said else address
