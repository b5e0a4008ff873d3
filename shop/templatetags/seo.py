"""Tags for the head of a page: its address, its card for other sites, its facts for machines."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.selectors.pictures import rendition_url
from shop import seo
from shop.selectors import site_settings

register = template.Library()


@register.simple_tag(takes_context=True)
def canonical(context: Context) -> str:
    """Name the page's one address, and that it is the one for every language."""
    address = seo.canonical_address(context["request"]) if "request" in context else ""
    if not address:
        return ""
    return format_html(
        '<link rel="canonical" href="{0}">\n'
        '<link rel="alternate" hreflang="zh-Hans" href="{0}">\n'
        '<link rel="alternate" hreflang="x-default" href="{0}">',
        address,
    )


@register.simple_tag(takes_context=True)
def robots(context: Context) -> str:
    """Ask search engines to leave out what is not meant to be found."""
    request = context.get("request")
    match = request.resolver_match if request else None
    if request and match and match.view_name in seo.INDEXED and not seo.is_narrowed(request):
        return ""
    return mark_safe('<meta name="robots" content="noindex, follow">')


@register.simple_tag(takes_context=True)
def social(
    context: Context, kind: str = "website", title: str = "", text: str = "", picture: str = ""
) -> str:
    """Describe the page to sites where people share it (Open Graph, Twitter)."""
    site = site_settings()
    address = seo.canonical_address(context["request"]) if "request" in context else ""
    image = rendition_url(picture, 800) if picture else site.logo.url if site.logo else ""
    properties = [
        ("og:type", kind),
        ("og:site_name", site.shop_name),
        ("og:title", title or site.title or site.shop_name),
        ("og:description", text or site.description),
        ("og:url", address),
        ("og:locale", "zh_CN" if (get_language() or "zh").startswith("zh") else "en_US"),
        ("og:image", seo.absolute(image) if image else ""),
    ]
    card = "summary_large_image" if image else "summary"
    tags = format_html_join(
        "\n",
        '<meta property="{}" content="{}">',
        ((name, value) for name, value in properties if value),
    )
    return format_html('{}\n<meta name="twitter:card" content="{}">', tags, card)


@register.simple_tag
def shop_data() -> SafeString:
    """Say who runs the shop and how to search it."""
    site = site_settings()
    return _script(seo.organization(site)) + _script(seo.website(site))


@register.simple_tag
def breadcrumb_data(here: str, trail: Sequence[seo.Step] = ()) -> SafeString:
    return _script(seo.breadcrumb(trail, here, _("Home")))


@register.simple_tag
def product_data(page: Any, trail: Sequence[seo.Step] = ()) -> SafeString:
    return _script(seo.product(page, trail))


@register.simple_tag
def article_data(page: Any) -> SafeString:
    return _script(seo.article(page, site_settings()))


def _script(facts: seo.Facts) -> SafeString:
    # A block of data: browsers never run it, so it carries no nonce, and its bytes can be cached.
    return mark_safe(f'<script type="application/ld+json">{seo.as_script(facts)}</script>')  # noqa: S308  as_script escapes
