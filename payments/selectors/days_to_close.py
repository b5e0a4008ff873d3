"""Days that finance closes: compared, over and not compared yet, those of our own bank account."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from payments.models import PaymentAttempt, RefundPart, Statement
from payments.selectors.balances import beginning_of
from shop.common.money import ZERO

TRANSFER = "transfer"
_FETCHED_AFTERWARDS = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class BankDay:
    """Transfers of payers that came on a day, and refunds that finance paid out: count and sum."""

    day: date
    trades: tuple[int, Decimal]
    refunds: tuple[int, Decimal]


def last_compared_day() -> date | None:
    """Return the newest day of which a statement is compared."""
    compared = Statement.objects.filter(state=Statement.State.MATCHED)
    return compared.order_by("-day").values_list("day", flat=True).first()


def missing_days(
    first: date, last: date, *, known: Collection[tuple[str, date]]
) -> Iterator[tuple[str, date]]:
    """Yield each gateway and day of a span that is over and not among those with a statement.

    A gateway counts from its first statement on, and as long as it wrote one lately.
    """
    over = min(last, timezone.localdate() - timedelta(days=1))
    spans = Statement.objects.order_by().values_list("gateway").annotate(Min("day"), Max("day"))
    for gateway, earliest, latest in spans:
        day = max(first, earliest)
        while day <= min(over, latest + _FETCHED_AFTERWARDS):
            if (gateway, day) not in known:
                yield gateway, day
            day += timedelta(days=1)


def moves_of_bank(first: date, last: date) -> list[BankDay]:
    """Return the days of a span on which our own bank account moved without a gateway."""
    start, end = beginning_of(first), beginning_of(last + timedelta(days=1))
    came = PaymentAttempt.objects.filter(
        gateway=TRANSFER,
        state=PaymentAttempt.State.CAPTURED,
        captured_at__gte=start,
        captured_at__lt=end,
    )
    went = RefundPart.objects.filter(
        state=RefundPart.State.DONE, done_at__gte=start, done_at__lt=end
    ).exclude(serial="")
    trades = _by_day(came, "captured_at", "captured_amount")
    refunds = _by_day(went, "done_at", "amount")
    nothing = (0, ZERO)
    return [
        BankDay(day=day, trades=trades.get(day, nothing), refunds=refunds.get(day, nothing))
        for day in sorted({*trades, *refunds})
    ]


def _by_day(rows: QuerySet[Any], moment: str, amount: str) -> dict[date, tuple[int, Decimal]]:
    days = rows.order_by().annotate(day=TruncDate(moment)).values_list("day")
    sums = days.annotate(Count("pk"), Sum(amount))
    return {day: (count, total) for day, count, total in sums}
