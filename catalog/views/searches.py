"""Searching by keyword."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.selectors.categories import CategoryNode, find_category, navigation
from catalog.selectors.listings import search as search_listings
from catalog.views.clean_addresses import without_empty_fields
from catalog.views.filters import build_filters, category_links, with_category
from catalog.views.list_queries import read_list_query
from shop.common.http import ShopRequest
from shop.common.page_cache import cached_page, shelf


@require_safe
@without_empty_fields
@cached_page(shelf)
def search(request: ShopRequest) -> HttpResponse:
    trail = find_category(request.GET.get("in", ""))
    path = trail[-1].path if trail else ""
    query = read_list_query(request.GET, category_path=path)
    found = search_listings(query)
    below = trail[-1].children if trail else navigation()
    context = {
        "category": trail[-1] if trail else None,
        "found": found,
        "query": query,
        "filters": build_filters(request.GET, query, found.facets),
        "categories": category_links(below, found.facets, partial(_address, request)),
    }
    return render(request, "catalog/search.html", context)


def _address(request: ShopRequest, node: CategoryNode) -> str:
    return with_category(request.GET, node.slug)
