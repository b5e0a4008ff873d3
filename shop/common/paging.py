"""Lists in pages whose end moves: what was on page 12 may stand on page 11 tomorrow."""

from typing import Any

from django.core.paginator import Page

from shop.common.http import ShopRequest


def is_past_end(page: "Page[Any]", asked: int) -> bool:
    """Say whether a page was asked for that the list does not have (yet, or any more)."""
    return asked > page.paginator.num_pages


def last_page(request: ShopRequest, page: "Page[Any]") -> str:
    """Return the address of the last page of the same list: to lead on to, but not for good."""
    there = request.GET.copy()
    there.pop("page", None)
    if (last := page.paginator.num_pages) > 1:
        there["page"] = str(last)
    return f"{request.path}?{there.urlencode()}" if there else request.path
