"""WeChat Pay's side of the books: read for comparing, written only for a demo shop's past."""

import secrets
from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

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
from shop.sandbox.models import WechatMerchant, WechatRefund, WechatTrade
from shop.sandbox.money import yuan
from shop.sandbox.wechat.trades import OPENID, new_token, new_transaction_id


def books(*, merchant: WechatMerchant, period: Period) -> Row:
    """Return trades and their refunds as rows, oldest first; amounts in yuan."""
    trades = shown(WechatTrade.objects.filter(merchant=merchant), period)
    refunds = WechatRefund.objects.filter(trade__in=trades.values("pk")).select_related("trade")
    return {
        "trades": [_trade_row(trade) for trade in trades[: period.limit]],
        "refunds": [_refund_row(refund) for refund in refunds.order_by("created_at", "pk")],
    }


def _trade_row(trade: WechatTrade) -> Row:
    return {
        "out_trade_no": trade.out_trade_no,
        "transaction_id": trade.transaction_id or "",
        "trade_type": trade.kind,
        "trade_state": trade.state,
        "total_amount": yuan(trade.total_fen),
        "refund_fee": yuan(trade.refunded_fen),
        "subject": trade.description,
        "failure": trade.last_failure,
        "token": trade.token,
        "created_at": iso(trade.created_at),
        "expires_at": iso(trade.expires_at),
        "paid_at": iso(trade.paid_at),
        "closed_at": iso(trade.closed_at),
    }


def _refund_row(refund: WechatRefund) -> Row:
    return {
        "out_trade_no": refund.trade.out_trade_no,
        "transaction_id": refund.trade.transaction_id or "",
        "out_refund_no": refund.out_refund_no,
        "refund_id": refund.refund_id,
        "refund_amount": yuan(refund.amount_fen),
        "status": refund.status,
        "received_by": refund.received_by,
        "reason": refund.reason,
        "created_at": iso(refund.created_at),
        "refunded_at": iso(refund.done_at),
    }


@transaction.atomic
def import_past(*, merchant: WechatMerchant, trades: list[Row], refunds: list[Row]) -> Row:
    """Write the past, all or nothing; what is there already stays as it is."""
    before = _counts(merchant)
    fresh = [_past_trade(merchant, row) for row in trades]
    WechatTrade.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=BATCH)
    numbers = numbers_in(trades, refunds)
    found = WechatTrade.objects.select_for_update().filter(
        merchant=merchant, out_trade_no__in=numbers
    )
    known = {trade.out_trade_no: trade for trade in found.order_by("pk")}
    _refuse_changed(fresh, known)
    back = list(_past_refunds(merchant, known, refunds))
    WechatRefund.objects.bulk_create(back, ignore_conflicts=True, batch_size=BATCH)
    _add_up(known)
    after = _counts(merchant)
    return {
        "trades_added": after[0] - before[0],
        "refunds_added": after[1] - before[1],
        "trade_nos": {number: trade.transaction_id for number, trade in known.items()},
    }


def _counts(merchant: WechatMerchant) -> tuple[int, int]:
    return (
        WechatTrade.objects.filter(merchant=merchant).count(),
        WechatRefund.objects.filter(merchant=merchant).count(),
    )


def _past_trade(merchant: WechatMerchant, row: Row) -> WechatTrade:
    created, paid = moment_in(row, "created_at"), optional_moment_in(row, "paid_at")
    closed = optional_moment_in(row, "closed_at")
    if paid is None and closed is None:
        raise BadControl("A trade of the past is paid or closed: give paid_at or closed_at.")
    return WechatTrade(
        merchant=merchant,
        kind=_kind(row),
        out_trade_no=text_of(row, "out_trade_no"),
        transaction_id=str(row.get("trade_no") or new_transaction_id(paid)) if paid else None,
        token=new_token(),
        total_fen=fen_of(row, "total_amount"),
        description=text_of(row, "subject").encode()[:127].decode(errors="ignore"),
        notify_url=str(row.get("notify_url") or ""),
        openid=OPENID if paid else "",
        state=WechatTrade.State.SUCCESS if paid else WechatTrade.State.CLOSED,
        created_at=created,
        expires_at=closed or created + timedelta(days=7),
        paid_at=paid,
        closed_at=None if paid else closed,
    )


def _kind(row: Row) -> str:
    kind = str(row.get("trade_type") or WechatTrade.Kind.NATIVE)
    if kind not in WechatTrade.Kind.values:
        raise BadControl("trade_type is " + ", ".join(WechatTrade.Kind.values) + ".")
    return kind


def _refuse_changed(fresh: list[WechatTrade], known: dict[str, WechatTrade]) -> None:
    for trade in fresh:
        stored = known.get(trade.out_trade_no)
        if stored is None:
            raise BadControl(f"trade_no {trade.transaction_id} is another trade's.", status=409)
        if stored.total_fen != trade.total_fen:
            raise BadControl(f"{trade.out_trade_no} is known with another amount.", status=409)


def _past_refunds(
    merchant: WechatMerchant, known: dict[str, WechatTrade], rows: list[Row]
) -> Iterator[WechatRefund]:
    for row in rows:
        trade = known.get(text_of(row, "out_trade_no"))
        refunded = moment_in(row, "refunded_at")
        if trade is None or trade.paid_at is None:
            raise BadControl(f"There is no paid trade {row.get('out_trade_no')} to refund.")
        yield WechatRefund(
            trade=trade,
            merchant=merchant,
            refund_id=f"5030{timezone.localtime(refunded):%Y%m%d}{secrets.randbelow(10**17):017d}",
            out_refund_no=text_of(row, "out_request_no"),
            amount_fen=fen_of(row, "refund_amount"),
            reason=str(row.get("reason") or "")[:80],
            status=WechatRefund.Status.SUCCESS,
            ends_at=refunded,
            created_at=refunded,
            done_at=refunded,
        )


def _add_up(known: dict[str, WechatTrade]) -> None:
    counted = WechatRefund.objects.filter(trade__in=known.values()).exclude(
        status=WechatRefund.Status.CLOSED
    )
    rows = counted.order_by().values_list("trade").annotate(total=Sum("amount_fen"))
    sums: dict[int, int] = dict(rows)
    changed = [trade for trade in known.values() if sums.get(trade.pk, 0) != trade.refunded_fen]
    for trade in changed:
        trade.refunded_fen = sums.get(trade.pk, 0)
        trade.state = WechatTrade.State.REFUND
    write_sums(WechatTrade.objects, changed, ["refunded_fen", "state"])
