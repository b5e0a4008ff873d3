"""Money per line: how an amount is spread over lines, and what pieces of a line give back. Pure.

A refund reads the shares that were frozen at placement and never prices anything again. What k of n
pieces give back is what so many pieces cost together, less what was given back before them: no
sequence of refunds, agreed or declined, gets more or less than another, and the last piece returns
the exact rest.
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
    """What some pieces of a line give back; `carried` of them with their freight."""

    pieces: int = 0
    carried: int = 0
    goods: Decimal = ZERO
    freight: Decimal = ZERO

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


def returned_for(
    line: LineMoney, *, already: Returned, pieces: int, with_freight: bool
) -> Returned:
    """Return what further pieces of a line give back after `already` was given back or promised."""
    last = already.pieces + pieces
    if pieces < 1 or already.pieces < 0 or last > line.quantity:
        raise ValueError(f"{already.pieces} + {pieces} of {line.quantity} pieces")
    carried = pieces if with_freight else 0
    goods = _cost(line.goods_paid, line.quantity, last)
    freight = _cost(line.freight, line.quantity, already.carried + carried)
    return Returned(
        pieces=pieces,
        carried=carried,
        goods=max(goods - already.goods, ZERO),
        freight=max(freight - already.freight, ZERO) if with_freight else ZERO,
    )


def _cost(amount: Decimal, quantity: int, pieces: int) -> Decimal:
    """Return what so many of the pieces that cost this together cost, rounded down to the fen."""
    return from_fen(to_fen(amount) * pieces // quantity)
