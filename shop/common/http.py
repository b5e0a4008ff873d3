"""Request types that save every edge a cast."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class ShopRequest(HttpRequest):
    """A request that passed the shop's middleware."""

    htmx: HtmxDetails
    added_sku_id: int | None  # set by the cart, for whoever counts
    missed_search: str  # set by the search when it found nothing, for whoever counts


class SignedInRequest(ShopRequest):
    """A request whose user is known to be signed in."""

    user: AbstractBaseUser  # type: ignore[assignment]  # narrower: never anonymous
