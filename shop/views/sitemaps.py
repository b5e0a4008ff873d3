"""The map of the shop for search engines, and what they may look at."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from catalog.selectors.addresses import (
    PageAddress,
    brand_addresses,
    category_addresses,
    product_addresses,
    product_blocks,
)
from marketing.selectors.articles import article_addresses
from shop.common.http import ShopRequest
from shop.common.typed_numbers import whole_number
from shop.seo import absolute

_XML = "application/xml; charset=utf-8"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_PRODUCTS = "products"
_AT_ONCE = 500
# Nothing to find there, and much to get lost in.
_CLOSED = ("/admin/", "/account/", "/cart/", "/checkout/", "/pay/", "/search/", "/home-preview/")


def _own_pages() -> Iterator[PageAddress]:
    for name in (
        "shop:home", "shop:about", "catalog:category-list", "catalog:brand-list",
        "marketing:article-list", "marketing:help-list", "catalog:search-rules",
    ):  # fmt: skip
        yield PageAddress(path=reverse(name))


_SECTIONS: dict[str, Callable[[], Iterable[PageAddress]]] = {
    "pages": _own_pages,
    "categories": category_addresses,
    "brands": brand_addresses,
    "articles": lambda: (
        PageAddress(path=path, changed_at=changed) for path, changed in article_addresses()
    ),
}


@require_safe
def sitemap(_request: ShopRequest) -> HttpResponse:
    """List the maps: one for each kind of page, one for each ten thousand products."""
    maps = [
        PageAddress(path=reverse("shop:sitemap-section", args=[section])) for section in _SECTIONS
    ]
    maps += [
        PageAddress(
            path=reverse("shop:sitemap-section", args=[f"{_PRODUCTS}-{block.number}"]),
            changed_at=block.changed_at,
        )
        for block in product_blocks()
    ]
    body = "".join(_entry("sitemap", page) for page in maps)
    text = f"{_HEAD}<sitemapindex {_SPACE}>\n{body}</sitemapindex>\n"
    return HttpResponse(text, content_type=_XML)


@require_safe
def sitemap_section(_request: ShopRequest, section: str) -> StreamingHttpResponse:
    return StreamingHttpResponse(_lines(_addresses(section)), content_type=_XML)


@require_safe
def robots(_request: ShopRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in _CLOSED),
        f"Allow: {reverse('catalog:search-rules')}",
        "",
        f"Sitemap: {absolute(reverse('shop:sitemap'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _addresses(section: str) -> Iterable[PageAddress]:
    if section in _SECTIONS:
        return _SECTIONS[section]()
    name, _, block = section.partition("-")
    number = whole_number(block)
    if name != _PRODUCTS or number is None:
        raise Http404
    pages = product_addresses(number)
    first = next(pages, None)
    if first is None:
        raise Http404
    return chain([first], pages)


def _lines(pages: Iterable[PageAddress]) -> Iterator[str]:
    yield f"{_HEAD}<urlset {_SPACE}>\n"
    entries = (_entry("url", page) for page in pages)
    while some := "".join(islice(entries, _AT_ONCE)):
        yield some
    yield "</urlset>\n"


def _entry(tag: str, page: PageAddress) -> str:
    at = page.changed_at
    changed = f"<lastmod>{at.isoformat(timespec='seconds')}</lastmod>" if at else ""
    return f"<{tag}><loc>{escape(absolute(page.path))}</loc>{changed}</{tag}>\n"
