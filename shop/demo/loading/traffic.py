"""Enters the page views of the past, and the figures and reports that were made of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote
from uuid import UUID

from django.urls import reverse

from analytics import pages
from analytics.services.daily import compute_days, days_to_compute
from analytics.services.page_views import record_page_views
from analytics.services.reports import make_report, reports_due
from analytics.types import SeenPage
from catalog.models import Product
from shop.demo.dice import dice
from shop.demo.history.intents import View, Visit
from shop.demo.loading.loaded import Loaded

_PATH_LENGTH = 200
_PAGES = {
    "home": pages.HOME,
    "category": pages.CATEGORY,
    "product": pages.PRODUCT,
    "search": pages.SEARCH,
    "cart": pages.CART,
    "checkout": pages.CHECKOUT,
}


@dataclass(frozen=True)
class _Shown:
    product_id: int
    path: str


def load_visits(visits: Iterable[Visit], *, loaded: Loaded) -> None:
    """Store what visitors of the past looked at."""
    shown = _shown(loaded)
    record_page_views(views=_views(visits, shown, loaded))


def load_figures(*, until: datetime, owner_id: int) -> None:
    """Compute the days of the past, and make the reports that were due by then."""
    compute_days(days=days_to_compute(at=until))
    for period, first_day in reports_due(at=until):
        make_report(period=period, first_day=first_day, owner_id=owner_id, at=until)


def _shown(loaded: Loaded) -> dict[str, _Shown]:
    rows = Product.objects.in_bulk(loaded.goods.products.values())
    return {
        key: _Shown(pk, _plain(_PAGES["product"], rows[pk].slug, rows[pk].number))
        for key, pk in loaded.goods.products.items()
    }


def _views(visits: Iterable[Visit], shown: dict[str, _Shown], loaded: Loaded) -> Iterator[SeenPage]:
    for visit in visits:
        user = loaded.people.shoppers.get(visit.phone)
        seen: _Shown | None = None
        for number, view in enumerate(visit.views):
            product = shown.get(view.subject)
            if seen and view.page == "cart":
                yield _addition(visit, number, seen)
            seen = product or seen
            yield SeenPage(
                event_id=_identity(visit, number),
                at=view.at,
                visitor=visit.visitor,
                session=visit.session,
                user_id=user.pk if user else None,
                # Only the first page of a visit came from somewhere else.
                source="" if number else visit.source,
                campaign="" if number else visit.campaign,
                page=_PAGES[view.page],
                path=product.path if product else _path(view),
                product_id=product.product_id if product else None,
                region_code=visit.province,
                device=visit.device,
            )


def _addition(visit: Visit, number: int, product: _Shown) -> SeenPage:
    """Whoever looks at a cart has put in what was looked at before."""
    return SeenPage(
        event_id=UUID(int=dice("add", visit.session, number).getrandbits(128), version=4),
        at=visit.views[number].at,
        visitor=visit.visitor,
        session=visit.session,
        page=pages.CART_ADD,
        product_id=product.product_id,
        device=visit.device,
    )


def _path(view: View) -> str:
    return _plain(_PAGES[view.page], *([view.subject] if view.page == "category" else []))


def _plain(page: str, *parts: str) -> str:
    """Write an address as requests carry it: with characters, not with their codes."""
    return unquote(reverse(page, args=parts))[:_PATH_LENGTH]


def _identity(visit: Visit, number: int) -> UUID:
    return UUID(int=dice("view", visit.session, number).getrandbits(128), version=4)
