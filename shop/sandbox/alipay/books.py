"""Alipay's side of the books: read for comparing, written only for a demo shop's past."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from shop.sandbox.alipay.trades import BUYER_ID, BUYER_LOGON_ID, new_trade_no
from shop.sandbox.book_rows import (
    BATCH,
    Period,
    Row,
    fen_of,
    iso,
    numbers_in,
    shown,
    text_of,
    write_sums,
)
from shop.sandbox.clock import moment_in, optional_moment_in
from shop.sandbox.errors import BadControl
from shop.sandbox.models import AlipayApp, AlipayRefund, AlipayTrade
from shop.sandbox.money import yuan


def books(*, app: AlipayApp, period: Period) -> Row:
    """Return trades and their refunds as rows, oldest first."""
    trades = shown(AlipayTrade.objects.filter(app=app), period)
    refunds = AlipayRefund.objects.filter(trade__in=trades.values("pk")).select_related("trade")
    return {
        "trades": [_trade_row(trade) for trade in trades[: period.limit]],
        "refunds": [_refund_row(refund) for refund in refunds.order_by("refunded_at", "pk")],
    }


def _trade_row(trade: AlipayTrade) -> Row:
    return {
        "out_trade_no": trade.out_trade_no,
        "trade_no": trade.trade_no,
        "trade_status": trade.status,
        "total_amount": yuan(trade.total_fen),
        "refund_fee": yuan(trade.refunded_fen),
        "subject": trade.subject,
        "failure": trade.last_failure,
        "created_at": iso(trade.created_at),
        "expires_at": iso(trade.expires_at),
        "paid_at": iso(trade.paid_at),
        "closed_at": iso(trade.closed_at),
    }


def _refund_row(refund: AlipayRefund) -> Row:
    return {
        "out_trade_no": refund.trade.out_trade_no,
        "trade_no": refund.trade.trade_no,
        "out_request_no": refund.out_request_no,
        "refund_amount": yuan(refund.amount_fen),
        "reason": refund.reason,
        "refunded_at": iso(refund.refunded_at),
    }


@transaction.atomic
def import_past(*, app: AlipayApp, trades: list[Row], refunds: list[Row]) -> Row:
    """Write the past, all or nothing; what is there already stays as it is."""
    before = _counts(app)
    fresh = [_past_trade(app, row) for row in trades]
    AlipayTrade.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=BATCH)
    known = _by_number(app, numbers_in(trades, refunds))
    _refuse_changed(fresh, known)
    gifts = list(_past_refunds(known, refunds))
    AlipayRefund.objects.bulk_create(gifts, ignore_conflicts=True, batch_size=BATCH)
    _add_up(known)
    after = _counts(app)
    return {
        "trades_added": after[0] - before[0],
        "refunds_added": after[1] - before[1],
        "trade_nos": {number: trade.trade_no for number, trade in known.items()},
    }


def _counts(app: AlipayApp) -> tuple[int, int]:
    return (
        AlipayTrade.objects.filter(app=app).count(),
        AlipayRefund.objects.filter(trade__app=app).count(),
    )


def _by_number(app: AlipayApp, numbers: set[str]) -> dict[str, AlipayTrade]:
    found = AlipayTrade.objects.select_for_update(of=("self",)).filter(
        app=app, out_trade_no__in=numbers
    )
    return {trade.out_trade_no: trade for trade in found.order_by("pk")}


def _past_trade(app: AlipayApp, row: Row) -> AlipayTrade:
    created, paid = moment_in(row, "created_at"), optional_moment_in(row, "paid_at")
    closed = optional_moment_in(row, "closed_at")
    if paid is None and closed is None:
        raise BadControl("A trade of the past is paid or closed: give paid_at or closed_at.")
    status = AlipayTrade.Status.SUCCESS if paid else AlipayTrade.Status.CLOSED
    return AlipayTrade(
        app=app,
        out_trade_no=text_of(row, "out_trade_no"),
        trade_no=str(row.get("trade_no") or new_trade_no(created)),
        total_fen=fen_of(row, "total_amount"),
        subject=text_of(row, "subject"),
        status=status,
        buyer_id=BUYER_ID,
        buyer_logon_id=BUYER_LOGON_ID,
        notify_url=str(row.get("notify_url") or ""),
        created_at=created,
        expires_at=closed or created + timedelta(days=15),
        paid_at=paid,
        closed_at=None if paid else closed,
    )


def _refuse_changed(fresh: list[AlipayTrade], known: dict[str, AlipayTrade]) -> None:
    for trade in fresh:
        stored = known.get(trade.out_trade_no)
        if stored is None:
            raise BadControl(f"trade_no {trade.trade_no} belongs to another trade.", status=409)
        if stored.total_fen != trade.total_fen:
            raise BadControl(f"{trade.out_trade_no} is known with another amount.", status=409)


def _past_refunds(known: dict[str, AlipayTrade], rows: list[Row]) -> Iterator[AlipayRefund]:
    for row in rows:
        trade = known.get(text_of(row, "out_trade_no"))
        refunded = moment_in(row, "refunded_at")
        if trade is None or trade.paid_at is None:
            raise BadControl(f"There is no paid trade {row.get('out_trade_no')} to refund.")
        yield AlipayRefund(
            trade=trade,
            out_request_no=text_of(row, "out_request_no"),
            amount_fen=fen_of(row, "refund_amount"),
            reason=str(row.get("reason") or "")[:256],
            refunded_at=refunded,
        )


def _add_up(known: dict[str, AlipayTrade]) -> None:
    refunds = AlipayRefund.objects.filter(trade__in=known.values())
    refunds = refunds.select_related("trade").order_by("refunded_at")
    sums: dict[int, int] = {}
    last: dict[int, datetime] = {}
    for refund in refunds:
        sums[refund.trade.pk] = sums.get(refund.trade.pk, 0) + refund.amount_fen
        last[refund.trade.pk] = refund.refunded_at
    changed = [trade for trade in known.values() if sums.get(trade.pk, 0) != trade.refunded_fen]
    for trade in changed:
        trade.refunded_fen = sums[trade.pk]
        if trade.is_fully_refunded:
            trade.status, trade.closed_at = AlipayTrade.Status.CLOSED, last[trade.pk]
    write_sums(AlipayTrade.objects, changed, ["refunded_fen", "status", "closed_at"])
