"""Reads of reconciliation: what our own books say of a day, and reports of spans of days."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from payments.models import (
    BankReceipt,
    Difference,
    PaymentAttempt,
    RefundPart,
    Statement,
    StatementRow,
)
from payments.selectors.balances import beginning_of
from payments.selectors.days_to_close import TRANSFER, BankDay, missing_days, moves_of_bank
from payments.types import OurDay
from shop.common.money import ZERO

# UnionPay's day runs from 23:00 to 23:00.
_ENDS_EARLIER = {"unionpay": timedelta(hours=1)}


def span_of_day(*, gateway: str, day: date) -> tuple[datetime, datetime]:
    """Return the moments at which a gateway's day begins, and at which it is over."""
    earlier = _ENDS_EARLIER.get(gateway, timedelta())
    return beginning_of(day) - earlier, beginning_of(day + timedelta(days=1)) - earlier


def count_ours(*, gateway: str, day: date) -> OurDay:
    """Return what our books say of one day of a gateway; what finance paid out is the bank's."""
    start, end = span_of_day(gateway=gateway, day=day)
    return _added_up(_captured(gateway, start, end), _given_back(gateway, start, end))


def count_later(*, statement: Statement, since: datetime) -> OurDay:
    """Return what of our last minutes a statement lacks: it is looked for in the next one."""
    end = span_of_day(gateway=statement.gateway, day=statement.day)[1]
    listed = StatementRow.objects.filter(statement=statement)
    trades = _captured(statement.gateway, since, end).filter(
        ~Exists(listed.filter(kind="trade", out_trade_no=OuterRef("out_trade_no")))
    )
    refunds = _given_back(statement.gateway, since, end).filter(
        ~Exists(listed.filter(kind="refund", out_request_no=OuterRef("out_request_no")))
    )
    return _added_up(trades, refunds)


def _captured(gateway: str, start: datetime, end: datetime) -> QuerySet[PaymentAttempt]:
    return PaymentAttempt.objects.filter(
        gateway=gateway,
        state=PaymentAttempt.State.CAPTURED,
        captured_at__gte=start,
        captured_at__lt=end,
    )


def _given_back(gateway: str, start: datetime, end: datetime) -> QuerySet[RefundPart]:
    to_the_payer = Q(state=RefundPart.State.DONE, serial="", done_at__gte=start, done_at__lt=end)
    to_our_bank = Q(returned_at__gte=start, returned_at__lt=end)
    return RefundPart.objects.filter(to_the_payer | to_our_bank, attempt__gateway=gateway)


def _added_up(trades: QuerySet[PaymentAttempt], refunds: QuerySet[RefundPart]) -> OurDay:
    taken = trades.aggregate(count=Count("pk"), total=Sum("captured_amount"))
    given = refunds.aggregate(count=Count("pk"), total=Sum("amount"))
    return OurDay(
        trade_count=taken["count"],
        trade_total=taken["total"] or ZERO,
        refund_count=given["count"],
        refund_total=given["total"] or ZERO,
    )


@dataclass(frozen=True, kw_only=True)
class ReportLine:
    """One gateway on one day, or over several: both books, the bank, and what is left open."""

    gateway: str
    day: date | None
    expected_days: int = 1
    compared_days: int = 0
    trade_count: int = 0
    trade_total: Decimal = ZERO
    refund_count: int = 0
    refund_total: Decimal = ZERO
    fee_total: Decimal = ZERO
    our_trade_total: Decimal = ZERO
    our_refund_total: Decimal = ZERO
    later_count: int = 0
    later_total: Decimal = ZERO
    pending_count: int = 0
    pending_total: Decimal = ZERO
    received: Decimal = ZERO
    difference_count: int = 0
    difference_total: Decimal = ZERO

    @property
    def has_sums(self) -> bool:
        """Say whether its sums are known: a day that waits for comparing has none, not zero."""
        return bool(self.compared_days) or not self.expected_days

    @property
    def due(self) -> Decimal:
        """What the gateway owes our bank for these days."""
        return self.trade_total - self.refund_total - self.fee_total

    @property
    def outstanding(self) -> Decimal:
        """What of it the bank has not received."""
        return self.due - self.received

    @property
    def gap(self) -> Decimal:
        """How much more moved at the gateway than in our books."""
        return (self.trade_total - self.refund_total) - (
            self.our_trade_total - self.our_refund_total
        )


def report_of_days(first: date, last: date) -> list[ReportLine]:
    """Return one line per day and gateway, newest first.

    A day has one with its statement, a receipt, or when it is over and not compared yet. What goes
    to our bank account without a gateway, and what finance pays out of it, is a line of its own.
    """
    received = _received(first, last)
    undecided = _undecided(first, last)
    rows = Statement.objects.filter(day__range=(first, last))
    known = {(row.gateway, row.day) for row in rows}
    lines = [_line(row, received.pop((row.gateway, row.day), ZERO), undecided) for row in rows]
    lines += [
        ReportLine(gateway=gateway, day=day, received=received.pop((gateway, day), ZERO))
        for gateway, day in missing_days(first, last, known=known)
    ]
    lines += [
        ReportLine(gateway=gateway, day=day, expected_days=0, received=amount)
        for (gateway, day), amount in received.items()
    ]
    lines += [_bank_line(moved) for moved in moves_of_bank(first, last)]
    return sorted(lines, key=lambda line: (line.day or first, line.gateway), reverse=True)


def _bank_line(moved: BankDay) -> ReportLine:
    """Return a day of our own bank account: what is booked of it was read there by finance."""
    (trade_count, came), (refund_count, went) = moved.trades, moved.refunds
    return ReportLine(
        gateway=TRANSFER,
        day=moved.day,
        expected_days=0,
        trade_count=trade_count,
        trade_total=came,
        our_trade_total=came,
        refund_count=refund_count,
        refund_total=went,
        our_refund_total=went,
        received=came - went,
    )


def sums_by_gateway(lines: Iterable[ReportLine]) -> list[ReportLine]:
    """Add up the lines of each gateway."""
    sums: dict[str, ReportLine] = {}
    for line in lines:
        known = sums.get(line.gateway)
        sums[line.gateway] = _added(known, line) if known else replace(line, day=None)
    return [sums[gateway] for gateway in sorted(sums)]


_ADDED = tuple(name for name in ReportLine.__dataclass_fields__ if name not in {"gateway", "day"})


def _added(one: ReportLine, other: ReportLine) -> ReportLine:
    values = {name: getattr(one, name) + getattr(other, name) for name in _ADDED}
    return replace(one, **values)


def _line(
    row: Statement, received: Decimal, undecided: dict[tuple[str, date], tuple[int, Decimal]]
) -> ReportLine:
    count, total = undecided.get((row.gateway, row.day), (0, ZERO))
    return ReportLine(
        gateway=row.gateway,
        day=row.day,
        compared_days=int(row.state == Statement.State.MATCHED),
        trade_count=row.trade_count,
        trade_total=row.trade_total,
        refund_count=row.refund_count,
        refund_total=row.refund_total,
        fee_total=row.fee_total,
        our_trade_total=row.our_trade_total,
        our_refund_total=row.our_refund_total,
        later_count=row.later_count,
        later_total=row.later_total,
        pending_count=row.pending_count,
        pending_total=row.pending_total,
        received=received,
        difference_count=count,
        difference_total=total,
    )


def _received(first: date, last: date) -> dict[tuple[str, date], Decimal]:
    rows = BankReceipt.objects.filter(day__range=(first, last)).order_by()
    sums = rows.values_list("gateway", "day").annotate(total=Sum("amount"))
    return {(gateway, day): total for gateway, day, total in sums}


def _undecided(first: date, last: date) -> dict[tuple[str, date], tuple[int, Decimal]]:
    rows = Difference.objects.undecided().filter(day__range=(first, last)).order_by()
    sums = rows.values_list("gateway", "day").annotate(count=Count("pk"), total=Sum("gap"))
    return {(gateway, day): (count, total) for gateway, day, count, total in sums}
