"""What every page may show. All of it is lazy: a page that shows less asks for less."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from catalog.selectors.categories import navigation
from catalog.selectors.hot_words import hot_words
from marketing.selectors.articles import reading
from orders.seals import owner_for
from orders.selectors.cart import cart_count
from orders.selectors.my_orders import my_order_counts
from shop.common.selectors import unread_count
from shop.selectors import site_settings


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "site": SimpleLazyObject(site_settings),
        "reading": SimpleLazyObject(reading),
        "navigation": SimpleLazyObject(navigation),
        "hot_words": SimpleLazyObject(hot_words),
        "cart_count": SimpleLazyObject(partial(_cart_count, request)),
        "unread_count": SimpleLazyObject(partial(_unread_count, request)),
        "order_counts": SimpleLazyObject(partial(_order_counts, request)),
    }


def _cart_count(request: HttpRequest) -> int:
    return cart_count(owner_for(_user_id(request), request.COOKIES.get(settings.CART_COOKIE, "")))


def _unread_count(request: HttpRequest) -> int:
    user_id = _user_id(request)
    return unread_count(user_id) if user_id is not None else 0


def _order_counts(request: HttpRequest) -> dict[str, int]:
    user_id = _user_id(request)
    return my_order_counts(user_id) if user_id is not None else {}


def _user_id(request: HttpRequest) -> int | None:
    user = getattr(request, "user", None)
    return user.pk if user is not None and user.is_authenticated else None
