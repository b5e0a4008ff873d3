"""The home page: banners, promises, ranking, new goods and a floor for each chosen category."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from catalog.models import Listing, Product
from catalog.selectors.categories import CategoryNode, navigation
from catalog.selectors.listings import best_sellers, floors, newest
from marketing.models import Banner
from marketing.selectors.banners import HOME, floor_placement, showing_banners
from orders.policies import OrderPolicies
from shop.common.http import ShopRequest
from shop.common.policies import policies

_RANKED = 6
_NEW = 10
_ON_A_FLOOR = 8
_MOST_FLOORS = 6
_CATEGORIES_IN_COLUMN = 9


@dataclass(frozen=True, kw_only=True)
class Floor:
    """One category's stretch of the home page."""

    category: CategoryNode
    banner: Banner | None
    listings: Sequence[Listing]


@dataclass(frozen=True, kw_only=True)
class Promise:
    """A true statement about buying here, from what operators decided."""

    icon: str
    title: str
    text: str


@require_safe
def home(request: ShopRequest) -> HttpResponse:
    banners = showing_banners(timezone.now())
    tree = navigation()
    context = {
        "heroes": banners.get(HOME, []),
        "categories": tree[:_CATEGORIES_IN_COLUMN],
        "promises": _promises(),
        "ranking": best_sellers(_RANKED),
        "floors": _floors(tree, banners),
        "newest": newest(_NEW),
    }
    return render(request, "shop/home.html", context)


def _floors(tree: Sequence[CategoryNode], banners: Mapping[str, list[Banner]]) -> list[Floor]:
    chosen = sorted(
        (node for node in tree if node.floor_position is not None),
        key=lambda node: (node.floor_position, node.path),
    )[:_MOST_FLOORS]
    goods = floors([node.path for node in chosen], _ON_A_FLOOR)
    return [
        Floor(
            category=node,
            banner=next(iter(banners.get(floor_placement(node.slug), [])), None),
            listings=goods[node.path],
        )
        for node in chosen
        if goods[node.path]
    ]


def _promises() -> list[Promise]:
    hours = policies(OrderPolicies).ship_hours
    days = Product.return_days.field.default
    return [
        Promise(
            icon="truck",
            title=ngettext("Ships within an hour", "Ships within %(hours)s hours", hours)
            % {"hours": hours},
            text=_("counted from the payment"),
        ),
        Promise(
            icon="arrow-uturn-left",
            title=ngettext("A day to return", "%(days)s days to return", days) % {"days": days},
            text=_("without a reason, where the product says so"),
        ),
        Promise(icon="cube", title=_("Stock shown as it is"), text=_("what you see can be bought")),
        Promise(
            icon="shield-check",
            title=_("Paid through Alipay"),
            text=_("cancelled before shipping: refunded"),
        ),
    ]
