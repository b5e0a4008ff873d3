"""Searching by keyword, suggestions while typing, and the rules of the order."""

from functools import partial

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from catalog.models import SearchWord
from catalog.selectors import ranking
from catalog.selectors.categories import CategoryNode, find_category, navigation
from catalog.selectors.hot_words import hot_words_change_at
from catalog.selectors.listings import best_sellers
from catalog.selectors.listings import search as search_listings
from catalog.selectors.missed_words import words_to_keep
from catalog.selectors.suggestions import Suggestion, suggestions
from catalog.views.clean_addresses import without_empty_fields
from catalog.views.filters import build_filters, category_links, with_category
from catalog.views.list_queries import read_list_query
from shop.common.http import ShopRequest
from shop.common.page_cache import cached_page, fresh_until, shelf
from shop.common.paging import is_past_end, last_page

_BEST_SELLERS = 5
_SUGGESTIONS_FRESH_FOR = 60


@require_safe
@without_empty_fields
@cached_page(shelf)
def search(request: ShopRequest) -> HttpResponse:
    trail = find_category(request.GET.get("in", ""))
    path = trail[-1].path if trail else ""
    query = read_list_query(request.GET, category_path=path)
    found = search_listings(query)
    if is_past_end(found.page, query.page):
        return redirect(last_page(request, found.page))
    below = trail[-1].children if trail else navigation()
    filters = build_filters(request.GET, query, found.facets)
    finds_nothing = not found.page.object_list and not filters.chips
    context = {
        "category": trail[-1] if trail else None,
        "found": found,
        "query": query,
        "filters": filters,
        "categories": category_links(
            below, found.facets, partial(_address, request), is_search=bool(query.text)
        ),
        "best_sellers": best_sellers(_BEST_SELLERS) if finds_nothing else [],
    }
    response = render(request, "catalog/search.html", context)
    now = timezone.now()
    if query.text and not filters.chips and (found.is_loose or finds_nothing):
        request.missed_search = words_to_keep(query.text)
        return fresh_until(response, now)  # not kept: each such search is counted
    return fresh_until(response, hot_words_change_at(now))


@require_safe
@cache_control(max_age=_SUGGESTIONS_FRESH_FOR)
def search_suggest(request: ShopRequest) -> HttpResponse:
    typed = request.GET.get("q", "").replace("\0", "")
    found = [_suggestion(row) for row in suggestions(typed)]
    return JsonResponse({"suggestions": found})


@require_safe
@cached_page(shelf)
def search_rules(request: ShopRequest) -> HttpResponse:
    response = render(request, "catalog/search_rules.html", {"rules": rules_in_figures()})
    return fresh_until(response, hot_words_change_at(timezone.now()))


def rules_in_figures() -> dict[str, int]:
    """Return the weights of the ranking as whole percentages and pieces."""
    return {
        "title": _percent(ranking.IN_TITLE),
        "brand": _percent(ranking.IN_BRAND_OR_NUMBER),
        "category": _percent(ranking.IN_CATEGORY),
        "elsewhere": _percent(ranking.ELSEWHERE),
        "in_stock": _percent(ranking.IN_STOCK_BONUS),
        "sales": _percent(ranking.SALES_BONUS),
        "sales_pieces": ranking.SALES_FOR_FULL_BONUS,
        "most_goods": ranking.MOST_GOODS,
    }


def _percent(share: float) -> int:
    return round(share * 100)


def _suggestion(row: Suggestion) -> dict[str, object]:
    address = row.link or f"{reverse('catalog:search')}?{urlencode({'q': row.text})}"
    return {
        "text": row.text,
        "kind": str(SearchWord.Kind(row.kind).label) if row.link else "",
        "url": address,
        "count": row.goods_count,
    }


def _address(request: ShopRequest, node: CategoryNode) -> str:
    return with_category(request.GET, node.slug)
