"""What the home page shows at a moment: its blocks, filled."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import Listing, Product
from catalog.selectors.categories import CategoryNode, category_with_id, navigation
from catalog.selectors.shelves import BEST, NEWEST, SOLD_MOST, Shelf, fill_shelves
from marketing.models import ArticleKind, ArticlePage, Banner, HomeBlock
from marketing.models.scheduled import next_change
from marketing.selectors.articles import home_articles
from marketing.selectors.banners import (
    HOME,
    by_placement,
    floor_placement,
    planned_banners,
    row_placement,
)
from marketing.selectors.home_blocks import planned_blocks
from orders.policies import OrderPolicies
from shop.common.policies import policies

Kind = HomeBlock.Kind

_CATEGORIES = 9
_COUNTS = {Kind.RANKING: 6, Kind.FLOOR: 8, Kind.NEW: 10}
_ARTICLES = 4
# Cards stand in rows of so many on wide screens: a row that is not full is left out.
_IN_A_ROW = {Kind.FLOOR: 4, Kind.NEW: 5}
_ORDERS = {Kind.RANKING: SOLD_MOST, Kind.FLOOR: BEST, Kind.NEW: NEWEST}


@dataclass(frozen=True, kw_only=True)
class Promise:
    """A true statement about buying here, from what operators decided."""

    icon: str
    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A block as the page shows it: `shop/partials/<kind>.html` with what it needs."""

    kind: str
    title: str
    template: str
    data: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class HomePage:
    """`changes_at`: when the next block or banner starts or ends to show."""

    stretches: Sequence[Stretch]
    changes_at: datetime | None


def home_page(at: datetime) -> HomePage:
    """Return the blocks that have something to show at a moment, in four queries at most."""
    blocks, banners = planned_blocks(at), planned_banners(at)
    return HomePage(
        stretches=_stretches(
            [block for block in blocks if block.is_showing(at)],
            [banner for banner in banners if banner.is_showing(at)],
        ),
        changes_at=next_change([*blocks, *banners], at),
    )


def _stretches(blocks: Sequence[HomeBlock], banners: Sequence[Banner]) -> list[Stretch]:
    page = _Page(blocks, banners)
    found = ((block, page.data_of(block)) for block in blocks)
    return [
        Stretch(
            kind=block.kind,
            title=block.title,
            template=f"shop/partials/{block.kind}.html",
            data=data,
        )
        for block, data in found
        if data is not None
    ]


class _Page:
    """Reads once for all blocks what they show."""

    def __init__(self, blocks: Sequence[HomeBlock], banners: Sequence[Banner]) -> None:
        self.tree = navigation()
        self.banners = by_placement(banners)
        with_goods = [block for block in blocks if block.kind in _ORDERS]
        shelves = [shelf_of(block) for block in with_goods]
        filled = fill_shelves(shelves)
        self.goods = {block.pk: rows for block, rows in zip(with_goods, filled, strict=True)}
        wanted = [
            block.count or _ARTICLES for block in blocks if block.kind in {Kind.ARTICLES, Kind.HERO}
        ]
        self.articles: Sequence[ArticlePage] = home_articles(max(wanted)) if wanted else ()
        self.fill: dict[str, Callable[[HomeBlock], Mapping[str, Any] | None]] = {
            Kind.HERO: self._hero,
            Kind.CATEGORIES: self._categories,
            Kind.PROMISES: lambda _block: {"promises": _promises()},
            Kind.FLASH_SALE: lambda _block: None,  # the shop has no flash sales yet
            Kind.RANKING: self._listings,
            Kind.FLOOR: self._floor,
            Kind.PICTURES: self._pictures,
            Kind.NEW: self._listings,
            Kind.ARTICLES: self._reading,
            Kind.FOR_YOU: lambda _block: {},  # comes after the page: it is for one person
            Kind.TEXT: lambda block: {"text": block.text},
        }

    def data_of(self, block: HomeBlock) -> Mapping[str, Any] | None:
        """Return what a block shows; None when it has nothing to show."""
        return self.fill[block.kind](block)

    def _hero(self, _block: HomeBlock) -> Mapping[str, Any]:
        return {
            "heroes": self.banners.get(HOME, []),
            "categories": self.tree[:_CATEGORIES],
            "notices": self._notices()[:_ARTICLES],
        }

    def _categories(self, block: HomeBlock) -> Mapping[str, Any] | None:
        shown = self.tree[: block.count or _CATEGORIES]
        return {"categories": shown} if shown else None

    def _listings(self, block: HomeBlock) -> Mapping[str, Any] | None:
        rows = _whole_rows(self.goods[block.pk], _IN_A_ROW.get(Kind(block.kind), 1))
        return {"listings": rows} if rows else None

    def _floor(self, block: HomeBlock) -> Mapping[str, Any] | None:
        category = category_with_id(block.category_id)
        rows = _whole_rows(self.goods[block.pk], _IN_A_ROW[Kind.FLOOR])
        if category is None or not rows:
            return None
        return {"category": category, "banner": self._floor_banner(category), "listings": rows}

    def _floor_banner(self, category: CategoryNode) -> Banner | None:
        return next(iter(self.banners.get(floor_placement(category.slug), [])), None)

    def _pictures(self, block: HomeBlock) -> Mapping[str, Any] | None:
        pictures = self.banners.get(row_placement(block.pk), [])
        return {"pictures": pictures} if pictures else None

    def _reading(self, block: HomeBlock) -> Mapping[str, Any] | None:
        most = block.count or _ARTICLES
        notices = self._notices()
        others = [page for page in self.articles if page.kind != ArticleKind.ANNOUNCEMENT]
        if not notices and not others:
            return None
        return {"notices": notices[:most], "articles": others[:most]}

    def _notices(self) -> list[ArticlePage]:
        return [page for page in self.articles if page.kind == ArticleKind.ANNOUNCEMENT]


def shelf_of(block: HomeBlock) -> Shelf:
    """Return what goods a block asks for."""
    kind = Kind(block.kind)
    category = category_with_id(block.category_id) if block.category_id else None
    # A floor of a category that does not show asks for nothing: no path begins so.
    path = category.path if category else "-" if kind == Kind.FLOOR else ""
    return Shelf(
        count=block.count or _COUNTS[kind],
        order=_ORDERS[kind],
        category_path=path,
        numbers=tuple(block.product_numbers),
    )


def _whole_rows(rows: Sequence[Listing], in_a_row: int) -> Sequence[Listing]:
    whole = len(rows) // in_a_row * in_a_row
    return rows[:whole] if whole else rows


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
