"""Whose cart a request is about, and where its goods would go."""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from customers.browsers import kind_of_browser
from customers.selectors.addresses import addresses_of, was_ever_owned
from customers.types import AddressView
from orders.policies import OrderPolicies
from orders.seals import owner_for, seal_guest
from orders.types import CartOwner, Visit
from shop.common.policies import policies
from shop.common.selectors import is_region, region_path
from shop.common.typed_numbers import whole_number

_YEAR = 365 * 24 * 60 * 60
_CHOSEN = "orders.address"
_REGION_COOKIE = "kaidian_region"  # set by the freight estimate of product pages


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """The address book, and the address or district that figures are shown for."""

    addresses: list[AddressView]
    chosen: AddressView | None
    district_code: str

    @property
    def place(self) -> str:
        return region_path(self.district_code)


def owner_of(request: HttpRequest) -> CartOwner:
    user_id = request.user.pk if request.user.is_authenticated else None
    return owner_for(user_id, request.COOKIES.get(settings.CART_COOKIE, ""))


def visit_of(request: HttpRequest) -> Visit:
    """Say from where somebody orders; the device's key is left on the request by who gives it."""
    return Visit(
        ip=request.META.get("REMOTE_ADDR", ""),
        device=getattr(request, "visitor_key", None) or "",
        browser=kind_of_browser(
            agent=request.headers.get("User-Agent", ""),
            languages=request.headers.get("Accept-Language", ""),
        ),
    )


def remember_guest(response: HttpResponse, owner: CartOwner) -> HttpResponse:
    """Give a guest the cookie of their cart."""
    if owner.user_id is None and owner.token:
        response.set_cookie(
            settings.CART_COOKIE,
            seal_guest(owner),
            max_age=_YEAR,
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
    return response


def delivery_of(request: HttpRequest, wanted: str = "") -> Delivery:
    """Choose where to: what the request asks for, what was chosen before, or the default.

    Raises Http404 for an address that never was this customer's.
    """
    addresses = addresses_of(request.user.pk) if request.user.is_authenticated else []
    by_id = {str(address.id): address for address in addresses}
    if wanted not in by_id:
        _refuse_anothers(request, wanted)
    chosen = (
        by_id.get(wanted)
        or by_id.get(request.session.get(_CHOSEN, ""))
        or next(iter(addresses), None)
    )
    if wanted in by_id and request.session.get(_CHOSEN) != wanted:
        request.session[_CHOSEN] = wanted
    district = chosen.district_code if chosen else _looked_at(request)
    return Delivery(addresses=addresses, chosen=chosen, district_code=district)


def _refuse_anothers(request: HttpRequest, wanted: str) -> None:
    is_number = bool(wanted) and not wanted.strip("0123456789")
    if not (request.user.is_authenticated and is_number):
        return
    address_id = whole_number(wanted)
    if address_id is None or not was_ever_owned(request.user.pk, address_id):
        raise Http404


def _looked_at(request: HttpRequest) -> str:
    """Take the region that the visitor chose on a product page, or the shop's own guess."""
    code = request.COOKIES.get(_REGION_COOKIE, "")
    return code if is_region(code) else policies(OrderPolicies).estimate_district
