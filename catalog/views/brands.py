"""Browsing by brand."""

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.models import Brand
from catalog.selectors.brands import brand_at, brand_with_id, brands_with_goods
from catalog.selectors.hot_words import hot_words_change_at
from catalog.selectors.listings import search as search_listings
from catalog.services.vocabulary import REDIRECTS
from catalog.views.filters import build_filters
from catalog.views.list_queries import read_list_query
from shop.common.http import ShopRequest
from shop.common.page_cache import cached_page, fresh_until, shelf
from shop.common.paging import is_past_end, last_page
from shop.common.selectors import moved_thing
from shop.common.types import Crumb


@require_safe
def brand_list(request: ShopRequest) -> HttpResponse:
    return render(request, "catalog/brand_list.html", {"brands": brands_with_goods()})


@require_safe
@cached_page(shelf)
def brand_detail(request: ShopRequest, slug: str) -> HttpResponse:
    brand = brand_at(slug)
    if brand is None:
        return _moved(request, slug)
    asked = _without_brands(request.GET)
    query = read_list_query(asked, of_brand_id=brand.pk)
    found = search_listings(query)
    if is_past_end(found.page, query.page):
        return redirect(last_page(request, found.page))
    context = {
        "brand": brand,
        "trail": [Crumb(name=_("Brands"), url=reverse("catalog:brand-list"))],
        "found": found,
        "query": query,
        "filters": build_filters(asked, query, found.facets),
    }
    response = render(request, "catalog/brand_detail.html", context)
    return fresh_until(response, hot_words_change_at(timezone.now()))


def _without_brands(parameters: QueryDict) -> QueryDict:
    """Leave out other brands: the page is about one."""
    asked = parameters.copy()
    asked.pop("brand", None)
    return asked


def _moved(request: ShopRequest, slug: str) -> HttpResponse:
    brand: Brand | None = brand_with_id(moved_thing(REDIRECTS, slug))
    if brand is None:
        raise Http404
    address = reverse("catalog:brand-detail", args=[brand.slug])
    asked = request.META.get("QUERY_STRING", "")
    return redirect(f"{address}?{asked}" if asked else address, permanent=True)
