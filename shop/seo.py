"""What pages tell search engines and other sites of themselves.

One rule for all addresses: only the pages named here are meant to be found. Each is known by one
address without parameters, but for the number of a list's page; a filtered or sorted list is
followed but not kept. The languages share one address (the language is a cookie), so there is
nothing for hreflang to tell apart: every page names itself, for Chinese and for all others.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest  # noqa: TID251  reads an address, answers nothing
from django.urls import reverse

from catalog.selectors.pictures import rendition_url
from catalog.selectors.skus import product_address
from marketing.models import ArticlePage
from shop.common.typed_numbers import page_number
from shop.models import SiteSettings

if TYPE_CHECKING:
    from catalog.selectors.products import ProductPage

INDEXED = {
    "shop:home", "shop:about", "catalog:category-list", "catalog:category-detail",
    "catalog:product-detail", "catalog:brand-list", "catalog:brand-detail",
    "marketing:article-list", "marketing:article-detail", "marketing:help-list",
    "marketing:help-detail", "catalog:search-rules",
}  # fmt: skip
# Parameters that make another list of the same goods.
_NARROWING = {"brand", "v", "min", "max", "tag", "stock", "sort", "q", "in", "kind", "sku"}
_MOST_PICTURES = 6
_LAST_PAGE = 99_999
_SCHEMA = "https://schema.org"

Facts = dict[str, Any]


class Step(Protocol):
    """A step of a breadcrumb: a category, a Crumb."""

    @property
    def name(self) -> str: ...
    @property
    def url(self) -> str: ...


def absolute(path: str) -> str:
    """Return the whole address of a path of this shop; other addresses stay as they are."""
    if path.startswith(("http://", "https://")):
        return path
    return f"{settings.SITE_URL.rstrip('/')}{quote(path, safe='/?&=%-._~')}"


def canonical_address(request: HttpRequest) -> str:
    """Return the one address of the page; nothing for pages that are not to be found."""
    match = request.resolver_match
    if match is None or match.view_name not in INDEXED or is_narrowed(request):
        return ""
    number = page_number(request.GET.get("page"))
    return absolute(request.path) + (f"?page={number}" if 1 < number <= _LAST_PAGE else "")


def is_narrowed(request: HttpRequest) -> bool:
    """Say whether the address shows a part of a list, or a list in another order."""
    match = request.resolver_match
    is_product = match is not None and match.view_name == "catalog:product-detail"
    return not is_product and bool(_NARROWING & request.GET.keys())


def as_script(facts: Facts) -> str:
    """Write facts so that no text in them can end the script or begin a comment."""
    text = json.dumps({"@context": _SCHEMA, **facts}, ensure_ascii=False, separators=(",", ":"))
    return text.translate({ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"})


def organization(site: SiteSettings) -> Facts:
    facts: Facts = {
        "@type": "Organization",
        "@id": f"{absolute('/')}#organization",
        "name": site.company_name or site.shop_name,
        "url": absolute("/"),
    }
    if site.logo:
        facts["logo"] = absolute(site.logo.url)
    if site.telephone:
        facts["contactPoint"] = {
            "@type": "ContactPoint",
            "telephone": site.telephone,
            "contactType": "customer service",
            "areaServed": "CN",
        }
    optional = {"address": site.company_address, "email": site.email, "taxID": site.licence_number}
    return facts | {name: value for name, value in optional.items() if value}


def website(site: SiteSettings) -> Facts:
    search = absolute(reverse("catalog:search"))
    return {
        "@type": "WebSite",
        "name": site.shop_name,
        "url": absolute("/"),
        "inLanguage": "zh-Hans",
        "publisher": {"@id": f"{absolute('/')}#organization"},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


def breadcrumb(trail: Iterable[Step], here: str, home: str) -> Facts:
    steps = [(home, reverse("shop:home")), *((step.name, step.url) for step in trail), (here, "")]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name}
            | ({"item": absolute(url)} if url else {})
            for place, (name, url) in enumerate(steps, start=1)
        ],
    }


def product(page: "ProductPage", categories: Sequence[Step]) -> Facts:
    """Say what is sold: by the listing row, so that it agrees with the lists."""
    sold, row = page.product, page.product.listing
    address = absolute(product_address(sold.slug, sold.number))
    pictures = [rendition_url(shown.name, 800) for shown in page.main_pictures[:_MOST_PICTURES]]
    facts: Facts = {
        "@type": "Product",
        "name": sold.title,
        "sku": sold.number,
        "url": address,
        "description": sold.seo_description or sold.selling_points or sold.title,
        "image": [absolute(picture) for picture in pictures],
    }
    if sold.brand:
        facts["brand"] = {"@type": "Brand", "name": sold.brand.name}
    if categories:
        facts["category"] = " > ".join(step.name for step in categories)
    if row.lowest_price is not None:
        facts["offers"] = _offers(page, address)
    if row.rating is not None and row.rating_count:
        facts["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": str(row.rating),
            "reviewCount": row.rating_count,
            "bestRating": "5",
            "worstRating": "1",
        }
    return facts


def _offers(page: "ProductPage", address: str) -> Facts:
    row = page.product.listing
    is_one_price = row.highest_price in (None, row.lowest_price)
    prices: Mapping[str, Any] = (
        {"@type": "Offer", "price": str(row.lowest_price)}
        if is_one_price
        else {
            "@type": "AggregateOffer",
            "lowPrice": str(row.lowest_price),
            "highPrice": str(row.highest_price),
            "offerCount": sum(1 for choice in page.choices if choice.price),
        }
    )
    state = "PreOrder" if row.is_pre_sale else "InStock" if row.in_stock else "OutOfStock"
    facts: Facts = {
        **prices,
        "priceCurrency": "CNY",
        "availability": f"{_SCHEMA}/{state}",
        "itemCondition": f"{_SCHEMA}/NewCondition",
        "url": address,
        "seller": {"@id": f"{absolute('/')}#organization"},
    }
    if row.price_valid_to:
        facts["priceValidUntil"] = row.price_valid_to.date().isoformat()
    return facts


def article(page: ArticlePage, site: SiteSettings) -> Facts:
    facts: Facts = {
        "@type": "Article",
        "headline": page.title,
        "url": absolute(page.get_absolute_url()),
        "datePublished": page.published_at.isoformat(),
        "dateModified": page.changed_at.isoformat(),
        "author": {"@type": "Organization", "name": site.shop_name},
        "publisher": {"@type": "Organization", "name": site.shop_name},
    }
    if page.cover:
        facts["image"] = [absolute(rendition_url(str(page.cover), 800))]
    return facts
