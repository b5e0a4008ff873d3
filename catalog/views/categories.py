"""Browsing by category."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.selectors.categories import CategoryNode, find_category
from catalog.selectors.listings import search as search_listings
from catalog.views.filters import build_filters, category_links
from catalog.views.list_queries import read_list_query
from shop.common.http import ShopRequest


@require_safe
def category_list(request: ShopRequest) -> HttpResponse:
    return render(request, "catalog/category_list.html")


@require_safe
def category_detail(request: ShopRequest, slug: str) -> HttpResponse:
    trail = find_category(slug)
    if not trail:
        raise Http404
    category = trail[-1]
    query = read_list_query(request.GET, category_path=category.path)
    found = search_listings(query)
    context = {
        "category": category,
        "trail": trail[:-1],
        "found": found,
        "query": query,
        "filters": build_filters(request.GET, query, found.facets),
        "categories": category_links(category.children, found.facets, _address),
    }
    return render(request, "catalog/category_detail.html", context)


def _address(node: CategoryNode) -> str:
    return node.url
