"""UnionPay's side of the books: read for comparing, written only for a demo shop's past."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction

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
from shop.sandbox.models import UnionPayMerchant, UnionPayReturn, UnionPayTrade
from shop.sandbox.money import yuan
from shop.sandbox.unionpay.trades import FIRST_CARD, SUCCESS, fee_of, new_query_id
from shop.sandbox.unionpay.wire import clearing_day, stamp


def books(*, merchant: UnionPayMerchant, period: Period) -> Row:
    """Return trades and what went back as rows, oldest first."""
    trades = shown(UnionPayTrade.objects.filter(merchant=merchant), period, number="order_id")
    returns = UnionPayReturn.objects.filter(trade__in=trades.values("pk")).select_related("trade")
    return {
        "trades": [_trade_row(trade) for trade in trades[: period.limit]],
        "refunds": [_return_row(back) for back in returns.order_by("created_at", "pk")],
    }


def _trade_row(trade: UnionPayTrade) -> Row:
    return {
        "out_trade_no": trade.order_id,
        "trade_no": trade.query_id,
        "trade_status": trade.status,
        "total_amount": yuan(trade.total_fen),
        "refund_fee": yuan(trade.refunded_fen),
        "failure": trade.resp_code if trade.status == UnionPayTrade.Status.FAILED else "",
        "settle_date": trade.settle_date.isoformat() if trade.settle_date else None,
        "created_at": iso(trade.created_at),
        "expires_at": iso(trade.expires_at),
        "paid_at": iso(trade.finished_at),
    }


def _return_row(back: UnionPayReturn) -> Row:
    return {
        "out_trade_no": back.trade.order_id,
        "trade_no": back.trade.query_id,
        "out_request_no": back.order_id,
        "refund_amount": yuan(back.amount_fen),
        "kind": "undo" if back.kind == UnionPayReturn.Kind.UNDO else "refund",
        "refund_status": back.status,
        "failure": back.resp_code if back.status == UnionPayReturn.Status.FAILED else "",
        "settle_date": back.settle_date.isoformat() if back.settle_date else None,
        "refunded_at": iso(back.finished_at),
    }


@transaction.atomic
def import_past(*, merchant: UnionPayMerchant, trades: list[Row], refunds: list[Row]) -> Row:
    """Write the past, all or nothing; what is there already stays as it is."""
    before = _counts(merchant)
    fresh = [_past_trade(merchant, row) for row in trades]
    UnionPayTrade.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=BATCH)
    known = _by_number(merchant, numbers_in(trades, refunds))
    for trade in fresh:
        if trade.order_id not in known or known[trade.order_id].total_fen != trade.total_fen:
            raise BadControl(f"{trade.order_id} is known with another amount.", status=409)
    backs = list(_past_returns(known, refunds))
    UnionPayReturn.objects.bulk_create(backs, ignore_conflicts=True, batch_size=BATCH)
    _add_up(known)
    after = _counts(merchant)
    return {
        "trades_added": after[0] - before[0],
        "refunds_added": after[1] - before[1],
        "trade_nos": {number: trade.query_id for number, trade in known.items()},
    }


def _counts(merchant: UnionPayMerchant) -> tuple[int, int]:
    return (
        UnionPayTrade.objects.filter(merchant=merchant).count(),
        UnionPayReturn.objects.filter(merchant=merchant).count(),
    )


def _by_number(merchant: UnionPayMerchant, numbers: set[str]) -> dict[str, UnionPayTrade]:
    found = UnionPayTrade.objects.select_for_update(of=("self",)).filter(
        merchant=merchant, order_id__in=numbers
    )
    return {trade.order_id: trade for trade in found.order_by("pk")}


def _past_trade(merchant: UnionPayMerchant, row: Row) -> UnionPayTrade:
    created, paid = moment_in(row, "created_at"), moment_in(row, "paid_at")
    fen = fen_of(row, "total_amount")
    number = text_of(row, "out_trade_no")
    return UnionPayTrade(
        merchant=merchant,
        token=f"past-{merchant.pk}-{number}"[:43],
        order_id=number,
        txn_time=stamp(created),
        query_id=str(row.get("trade_no") or new_query_id(paid)),
        total_fen=fen,
        fee_fen=fee_of(fen),
        channel_type="07",
        expires_at=created + timedelta(minutes=30),
        status=UnionPayTrade.Status.PAID,
        resp_code=SUCCESS,
        card=FIRST_CARD,
        settle_date=clearing_day(paid),
        finished_at=paid,
        created_at=created,
    )


def _past_returns(known: dict[str, UnionPayTrade], rows: list[Row]) -> Iterator[UnionPayReturn]:
    for row in rows:
        trade = known.get(text_of(row, "out_trade_no"))
        if trade is None or trade.status != UnionPayTrade.Status.PAID:
            raise BadControl(f"There is no paid trade {row.get('out_trade_no')} to refund.")
        done = moment_in(row, "refunded_at")
        asked = optional_moment_in(row, "requested_at") or done
        fen = fen_of(row, "refund_amount")
        yield UnionPayReturn(
            merchant=trade.merchant,
            trade=trade,
            kind=UnionPayReturn.Kind.REFUND,
            order_id=text_of(row, "out_request_no"),
            txn_time=stamp(asked),
            query_id=new_query_id(asked),
            amount_fen=fen,
            fee_fen=fee_of(fen),
            status=UnionPayReturn.Status.DONE,
            resp_code=SUCCESS,
            outcome=SUCCESS,
            settle_date=clearing_day(done),
            finished_at=done,
            created_at=asked,
        )


def _add_up(known: dict[str, UnionPayTrade]) -> None:
    sums: dict[int, int] = {}
    counted = UnionPayReturn.objects.filter(trade__in=known.values()).exclude(
        status=UnionPayReturn.Status.FAILED
    )
    for trade_id, fen in counted.values_list("trade_id", "amount_fen"):
        sums[trade_id] = sums.get(trade_id, 0) + fen
    changed = [trade for trade in known.values() if sums.get(trade.pk, 0) != trade.refunded_fen]
    for trade in changed:
        trade.refunded_fen = sums[trade.pk]
    write_sums(UnionPayTrade.objects, changed, ["refunded_fen"])
