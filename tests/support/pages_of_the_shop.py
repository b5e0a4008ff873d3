"""Addresses of all pages: the storefront's with what they show, the back office's by its admins."""

from collections.abc import Iterator

from django.contrib import admin
from django.db.models import Model
from django.urls import NoReverseMatch, URLPattern, reverse

from catalog.selectors.skus import product_address
from tests.support.full_shop import FullShop


def storefront(shop: FullShop) -> dict[str, str]:
    """Name the pages that a signed-in shopper can open."""
    product, number = shop.product, shop.product.number
    detail = product_address(product.slug, number)
    order = f"/account/orders/{shop.shipped.number}/"
    return {
        "home": "/",
        "about": "/about/",
        "categories": "/categories/",
        "category": "/c/goods/",
        "brands": "/brands/",
        "brand": "/b/maker/",
        "search": "/search/",
        "product": detail,
        "product on pre-sale": product_address(shop.on_pre_sale.slug, shop.on_pre_sale.number),
        "product gone": product_address(shop.gone.slug, shop.gone.number),
        "delivery": f"{detail}delivery/",
        "reviews": f"/reviews/{number}/",
        "mine": f"/mine/{number}/",
        "articles": "/articles/",
        "article": f"/articles/{shop.article.slug}/",
        "help": "/help/",
        "help page": f"/help/{shop.helping.slug}/",
        "cart": "/cart/",
        "peek": "/cart/peek/",
        "checkout": "/checkout/",
        "account": "/account/",
        "profile": "/account/profile/",
        "messages": "/account/messages/",
        "addresses": "/account/addresses/",
        "address": f"/account/addresses/{shop.address.pk}/",
        "orders": "/account/orders/",
        "order": order,
        "order to pay": f"/account/orders/{shop.unpaid.number}/",
        "order in check": f"/account/orders/{shop.held.number}/",
        "review": f"{order}lines/{shop.line.pk}/review/",
        "pay": f"/pay/{shop.unpaid.number}/",
        "for you": "/for-you/",
        "favourites": "/account/favourites/",
        "compare": "/compare/",
        "not there": "/there/is/nothing/",
    }


def back_office() -> Iterator[str]:
    """Yield every page of every admin, each with the first thing of its kind."""
    yield reverse("admin:index")
    for model, site in admin.site._registry.items():
        first = _first(model)
        for pattern in site.get_urls():
            if isinstance(pattern, URLPattern) and pattern.name:
                yield from _addresses(pattern.name, first)


def _first(model: type[Model]) -> object:
    key = model._meta.pk
    return model._base_manager.order_by("pk").values_list("pk", flat=True).first() if key else None


def _addresses(name: str, first: object) -> Iterator[str]:
    for arguments in ([], *([[first], [first, "approve"]] if first is not None else [])):
        try:
            yield reverse(f"admin:{name}", args=arguments)
        except NoReverseMatch:
            continue
        return
