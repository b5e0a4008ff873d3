"""What a basket costs, and why. Pure: everything comes in with the basket."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from marketing.types import Basket, BasketLine, Quote, QuoteLine, QuoteShare, QuoteStep
from shop.common.money import ZERO


@dataclass(frozen=True, kw_only=True)
class LaneResult:
    steps: tuple[QuoteStep, ...] = ()
    shares: tuple[QuoteShare, ...] = ()


# A lane sees the basket and what each line still costs after the lanes before it.
Lane = Callable[[Basket, Mapping[int, Decimal]], LaneResult]

LANES: tuple[Lane, ...] = ()  # no promotions yet


def price_basket(basket: Basket, lanes: tuple[Lane, ...] = LANES) -> Quote:
    """Price a basket: goods at their selling prices, then one lane of discounts after the other."""
    remaining = {line.key: line.amount for line in basket.lines}
    goods_total = sum(remaining.values(), ZERO)
    steps = [QuoteStep(kind="goods", label=_("Goods total"), amount=goods_total)]
    steps += _reductions(basket.lines)
    shares: list[QuoteShare] = []
    for lane in lanes:
        result = lane(basket, remaining)
        steps += result.steps
        shares += result.shares
        for share in result.shares:
            remaining[share.line_key] -= share.amount
    return Quote(
        lines=tuple(_line(line, remaining[line.key]) for line in basket.lines),
        goods_total=goods_total,
        discount_total=sum((share.amount for share in shares), ZERO),
        steps=tuple(steps),
        shares=tuple(shares),
    )


def _line(line: BasketLine, remaining: Decimal) -> QuoteLine:
    return QuoteLine(key=line.key, amount=line.amount, discount=line.amount - remaining)


def _reductions(lines: tuple[BasketLine, ...]) -> list[QuoteStep]:
    # Already in the selling price: said, not taken off again.
    saved = sum(
        (
            (line.list_price - line.unit_price) * line.quantity
            for line in lines
            if line.list_price is not None and line.list_price > line.unit_price
        ),
        ZERO,
    )
    if not saved:
        return []
    return [
        QuoteStep(
            kind="reduction",
            label=_("Below the list price"),
            amount=-saved,
            reason=_("already in the prices of the goods"),
        )
    ]
