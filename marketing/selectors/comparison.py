"""The table of a comparison: a row for each thing that is known of any of the goods."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.models import Listing
from catalog.selectors.cards import cards_of
from catalog.selectors.comparing import compared

MOST = 4


@dataclass(frozen=True, kw_only=True)
class ComparedRow:
    label: str | Promise
    cells: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Tell whether those of which it is known are unlike each other."""
        return len({cell for cell in self.cells if cell}) > 1


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Up to four goods side by side."""

    goods: list[Listing]
    rows: list[ComparedRow]

    @property
    def prices_differ(self) -> bool:
        return len({row.lowest_price for row in self.goods}) > 1

    @property
    def ratings_differ(self) -> bool:
        return len({row.rating for row in self.goods}) > 1

    @property
    def stock_differs(self) -> bool:
        return len({(row.in_stock, row.is_pre_sale) for row in self.goods}) > 1


def comparison(product_ids: Sequence[int], at: datetime) -> Comparison:
    """Return the goods in the order of the ids with all that is known of them, in two queries."""
    known = compared(product_ids[:MOST], at)
    goods = [row for row in cards_of(product_ids[:MOST]) if row.pk in known]
    columns = [known[row.pk] for row in goods]
    if not goods:
        return Comparison(goods=[], rows=[])
    names = dict.fromkeys(name for column in columns for name in column.said)
    rows = [ComparedRow(label=_("Brand"), cells=tuple(column.brand for column in columns))]
    rows += [
        ComparedRow(label=name, cells=tuple(column.said.get(name, "") for column in columns))
        for name in names
    ]
    known_of_most_first = sorted(rows, key=lambda row: row.cells.count(""))
    return Comparison(goods=goods, rows=[row for row in known_of_most_first if any(row.cells)])
