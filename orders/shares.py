"""Money per line: how an amount is spread over lines, and what pieces of a line give back. Pure.

A refund reads the shares that were frozen at placement and never prices anything again. What k of n
pieces give back is a difference of cumulative amounts, so no sequence of refunds gets more or less
than another, and the last piece returns the exact rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from shop.common.money import ZERO, from_fen, split, to_fen


@dataclass(frozen=True, kw_only=True)
class LineMoney:
    """What one order line was sold for: its amount, its discount shares and its freight share."""

    quantity: int
    amount: Decimal
    discount: Decimal
    freight: Decimal = ZERO

    @property
    def goods_paid(self) -> Decimal:
        return self.amount - self.discount


@dataclass(frozen=True, kw_only=True)
class Returned:
    """What some pieces of a line give back."""

    goods: Decimal
    freight: Decimal

    @property
    def total(self) -> Decimal:
        return self.goods + self.freight


def spread(amount: Decimal, remaining: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Spread an amount over lines by what each still costs; no line gets more than that.

    Raises ValueError when the amount is above what the lines cost together.
    """
    if amount < 0 or amount > sum(remaining.values(), ZERO):
        raise ValueError(f"{amount} cannot be taken off these lines")
    return split(amount, remaining)


def returned_for(line: LineMoney, *, already: int, pieces: int, with_freight: bool) -> Returned:
    """Return what further pieces of a line give back after `already` pieces were given back."""
    if pieces < 1 or already < 0 or already + pieces > line.quantity:
        raise ValueError(f"{already} + {pieces} of {line.quantity} pieces")
    return Returned(
        goods=_between(line.goods_paid, line.quantity, already, already + pieces),
        freight=_between(line.freight, line.quantity, already, already + pieces)
        if with_freight
        else ZERO,
    )


def _between(amount: Decimal, quantity: int, first: int, last: int) -> Decimal:
    fen = to_fen(amount)
    return from_fen(fen * last // quantity - fen * first // quantity)
