"""What every page may show. All of it is lazy: a page that shows less asks for less."""

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from shop.common.selectors import unread_count
from shop.selectors import site_settings


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "site": SimpleLazyObject(site_settings),
        "unread_count": SimpleLazyObject(partial(_unread_count, request)),
    }


def _unread_count(request: HttpRequest) -> int:
    user = getattr(request, "user", None)
    return unread_count(user.pk) if user is not None and user.is_authenticated else 0
