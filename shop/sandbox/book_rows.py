"""What the gateways' books have in common: which rows are shown, how rows of the past are read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from shop.sandbox.clock import optional_moment_in
from shop.sandbox.errors import BadControl
from shop.sandbox.money import parse_yuan

Row = dict[str, Any]
Trade = TypeVar("Trade", bound=models.Model)
BATCH = 500


@dataclass(frozen=True)
class Period:
    """Which trades to show: created in the period, with this number, at most so many."""

    since: datetime | None = None
    until: datetime | None = None
    out_trade_no: str = ""
    limit: int = 100_000


def period_in(asked: Mapping[str, Any]) -> Period:
    """Read which trades somebody asks for."""
    return Period(
        since=optional_moment_in(asked, "since"),
        until=optional_moment_in(asked, "until"),
        out_trade_no=asked.get("out_trade_no", ""),
    )


def shown(
    trades: models.QuerySet[Trade], period: Period, *, number: str = "out_trade_no"
) -> models.QuerySet[Trade]:
    """Return the trades of a period, oldest first; `number` is the field of the merchant's own."""
    if period.since:
        trades = trades.filter(created_at__gte=period.since)
    if period.until:
        trades = trades.filter(created_at__lt=period.until)
    if period.out_trade_no:
        trades = trades.filter(**{number: period.out_trade_no})
    return trades.order_by("created_at", "pk")


def iso(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat() if moment else None


def rows_in(data: Mapping[str, Any], name: str) -> list[Row]:
    rows = data.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadControl(f"{name} is not a list of objects.")
    return cast("list[Row]", rows)


def text_of(row: Row, name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value:
        raise BadControl(f"{name} is missing.")
    return value


def fen_of(row: Row, name: str) -> int:
    fen = parse_yuan(row.get(name))
    if fen is None:
        raise BadControl(f"{name} is not an amount like 12.34.")
    return fen


def numbers_in(*rows: Sequence[Row]) -> set[str]:
    """Return the merchant's numbers that rows of the past speak of."""
    return {str(row.get("out_trade_no")) for some in rows for row in some}


def write_sums(
    trades: models.Manager[Trade], changed: Iterable[Trade], fields: Sequence[str]
) -> None:
    """Write what went back of trades; the database refuses more than was paid."""
    try:
        with transaction.atomic():
            trades.bulk_update(changed, fields, batch_size=BATCH)
    except IntegrityError as reason:
        raise BadControl("A trade would be refunded above what was paid.") from reason
