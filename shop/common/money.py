"""Money in yuan as `Decimal` with two places; split and rounded here and nowhere else."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeVar

from django.db import models

Key = TypeVar("Key", int, str)

FEN = Decimal("0.01")
ZERO = Decimal("0.00")


def quantize(amount: Decimal) -> Decimal:
    """Round to the fen, half up, as people at a till expect."""
    return amount.quantize(FEN, rounding=ROUND_HALF_UP)


def to_fen(amount: Decimal) -> int:
    """Turn yuan into whole fen; refuses an amount finer than a fen."""
    fen = amount * 100
    if fen != fen.to_integral_value():
        raise ValueError(f"{amount} is finer than a fen")
    return int(fen)


def from_fen(fen: int) -> Decimal:
    return (Decimal(fen) / 100).quantize(FEN)


def split(total: Decimal, weights: Mapping[Key, Decimal | int]) -> dict[Key, Decimal]:
    """Split an amount by largest remainder, so that the parts sum to it to the fen.

    Ties go to the smaller key, so the order of the mapping does not matter. Weights that are all
    zero count as equal. Raises ValueError without keys or with a negative weight.
    """
    keys = sorted(weights)
    if not keys:
        raise ValueError("nothing to split to")
    parts = [Decimal(weights[key]) for key in keys]
    if any(part < 0 for part in parts):
        raise ValueError("a weight is negative")
    if not any(parts):
        parts = [Decimal(1)] * len(keys)
    shares = _largest_remainder(abs(to_fen(total)), parts)
    sign = -1 if total < 0 else 1
    return {key: from_fen(sign * share) for key, share in zip(keys, shares, strict=True)}


def _largest_remainder(fen: int, parts: list[Decimal]) -> list[int]:
    # Integers only: scale the weights to whole numbers, so that no rounding can lean to one side.
    places = max(max(-int(part.as_tuple().exponent), 0) for part in parts)
    whole = [int(part.scaleb(places)) for part in parts]
    base = sum(whole)
    shares = [fen * part // base for part in whole]
    by_remainder = sorted(range(len(whole)), key=lambda i: (-(fen * whole[i] % base), i))
    for i in by_remainder[: fen - sum(shares)]:
        shares[i] += 1
    return shares


class MoneyField(models.DecimalField[Any, Any]):
    """An amount in yuan, exact to the fen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 12)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)


class UnitCostField(models.DecimalField[Any, Any]):
    """What one piece cost the shop, in yuan with four places: divided cost is finer than fen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 14)
        kwargs.setdefault("decimal_places", 4)
        super().__init__(*args, **kwargs)
