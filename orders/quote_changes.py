"""What became of a quote between the checkout page and its submit: the old one beside the new."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core import signing
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from orders.types import OrderQuote

Text = str | Promise

_SALT = "orders.shown_quote"


@dataclass(frozen=True, kw_only=True)
class ShownLine:
    title: str
    quantity: int
    unit_price: Decimal


@dataclass(frozen=True, kw_only=True)
class ShownQuote:
    """The figures that a checkout page showed."""

    goods_total: Decimal
    discount_total: Decimal
    freight_total: Decimal
    total: Decimal
    lines: dict[int, ShownLine]


def seal_quote(quote: OrderQuote) -> str:
    """Sign the figures of a quote for the form, so that a later answer can show them again."""
    totals = (quote.goods_total, quote.discount_total, quote.freight_total, quote.total)
    lines = [
        [line.sku_id, line.card.title, line.quantity, str(line.unit_price)] for line in quote.lines
    ]
    plain = [[str(amount) for amount in totals], lines]
    return signing.dumps(plain, salt=_SALT, compress=True)


def open_quote(sealed: str) -> ShownQuote | None:
    """Read the figures that a form brought back; a forged form shows none."""
    try:
        totals, lines = signing.loads(sealed, salt=_SALT)
    except signing.BadSignature:
        return None
    goods, discount, freight, total = map(Decimal, totals)
    return ShownQuote(
        goods_total=goods,
        discount_total=discount,
        freight_total=freight,
        total=total,
        lines={sku_id: _line(*rest) for sku_id, *rest in lines},
    )


def changes_between(shown: ShownQuote, quote: OrderQuote) -> list[str]:
    """Say in words which lines are not what they were."""
    return [*_changed_lines(shown, quote), *_gone_lines(shown, quote)]


def _line(title: Any, quantity: Any, unit_price: Any) -> ShownLine:
    return ShownLine(title=title, quantity=quantity, unit_price=Decimal(unit_price))


def _changed_lines(shown: ShownQuote, quote: OrderQuote) -> Iterator[str]:
    for line in quote.lines:
        old = shown.lines.get(line.sku_id)
        words = {"title": line.card.title}
        if old is None:
            yield _("New: %(title)s × %(count)s") % {**words, "count": line.quantity}
            continue
        if old.unit_price != line.unit_price:
            words |= {"old": f"¥{old.unit_price}", "new": f"¥{line.unit_price}"}
            yield _("%(title)s: %(new)s instead of %(old)s") % words
        if old.quantity != line.quantity:
            words |= {"old": str(old.quantity), "new": str(line.quantity)}
            yield _("%(title)s: %(new)s pieces instead of %(old)s") % words


def _gone_lines(shown: ShownQuote, quote: OrderQuote) -> Iterator[str]:
    present = {line.sku_id for line in quote.lines}
    for sku_id, line in shown.lines.items():
        if sku_id not in present:
            yield _("No longer in this order: %(title)s") % {"title": line.title}
