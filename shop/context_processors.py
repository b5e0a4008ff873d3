"""What every page may show. All of it is lazy: a page that shows less asks for less."""

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from catalog.selectors.categories import navigation
from shop.common.selectors import unread_count
from shop.selectors import site_settings

try:
    from orders.selectors.cart import cart_count
except ModuleNotFoundError:  # until the cart stands

    def cart_count(request: HttpRequest) -> int:
        return 0


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "site": SimpleLazyObject(site_settings),
        "navigation": SimpleLazyObject(navigation),
        "cart_count": SimpleLazyObject(partial(cart_count, request)),
        "unread_count": SimpleLazyObject(partial(_unread_count, request)),
    }


def _unread_count(request: HttpRequest) -> int:
    user = getattr(request, "user", None)
    return unread_count(user.pk) if user is not None and user.is_authenticated else 0
