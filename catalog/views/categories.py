"""Browsing by category."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.selectors.categories import CategoryNode, category_with_id, find_category
from catalog.selectors.hot_words import hot_words_change_at
from catalog.selectors.listings import search as search_listings
from catalog.services.categories import REDIRECTS
from catalog.views.clean_addresses import without_empty_fields
from catalog.views.filters import build_filters, category_links
from catalog.views.list_queries import read_list_query
from marketing.selectors.banners import channel_banners, channel_changes_at
from shop.common.http import ShopRequest
from shop.common.page_cache import cached_page, fresh_until, shelf
from shop.common.paging import is_past_end, last_page
from shop.common.selectors import moved_thing


@require_safe
def category_list(request: ShopRequest) -> HttpResponse:
    return render(request, "catalog/category_list.html")


@require_safe
@without_empty_fields
@cached_page(shelf)
def category_detail(request: ShopRequest, slug: str) -> HttpResponse:
    trail = find_category(slug)
    if not trail:
        return _moved(request, slug)
    category = trail[-1]
    query = read_list_query(request.GET, category_path=category.path)
    found = search_listings(query)
    if is_past_end(found.page, query.page):
        return redirect(last_page(request, found.page))
    now = timezone.now()
    context = {
        "category": category,
        "trail": trail[:-1],
        "banners": channel_banners(slug, now),
        "found": found,
        "query": query,
        "filters": build_filters(request.GET, query, found.facets),
        "categories": category_links(category.children, found.facets, _address),
    }
    response = render(request, "catalog/category_detail.html", context)
    return fresh_until(response, channel_changes_at(slug, now), hot_words_change_at(now))


def _moved(request: ShopRequest, slug: str) -> HttpResponse:
    """Lead on from an address that a category had before, with what was asked of it."""
    category = category_with_id(moved_thing(REDIRECTS, slug))
    if category is None:
        raise Http404
    asked = request.META.get("QUERY_STRING", "")
    return redirect(f"{category.url}?{asked}" if asked else category.url, permanent=True)


def _address(node: CategoryNode) -> str:
    return node.url
