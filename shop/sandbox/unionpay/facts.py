"""What UnionPay says of a trade or a return, in questions, notifications and on the way back."""

from datetime import datetime

from shop.sandbox.models import UnionPayReturn, UnionPayTrade
from shop.sandbox.unionpay.wire import stamp

Fields = dict[str, str]
CARD_TYPES = {"6216": "01", "6221": "02"}  # debit, credit


def facts_of_trade(trade: UnionPayTrade) -> Fields:
    """Return the fields of a payment."""
    at = trade.finished_at or trade.created_at
    return _common(trade, amount_fen=trade.total_fen, at=at) | {
        "txnType": "01",
        "txnSubType": "01",
        "accNo": masked(trade.card),
        "payCardType": CARD_TYPES.get(trade.card[:4], "00"),
        "payType": "0001",
    }


def facts_of_return(back: UnionPayReturn) -> Fields:
    """Return the fields of a refund or an undo."""
    at = back.finished_at or back.created_at
    return _common(back, amount_fen=back.amount_fen, at=at) | {
        "txnType": back.kind,
        "txnSubType": "00",
        "origQryId": back.trade.query_id,
    }


def masked(card: str) -> str:
    return f"{card[:6]}{'*' * max(0, len(card) - 10)}{card[-4:]}"


def _common(entry: UnionPayTrade | UnionPayReturn, *, amount_fen: int, at: datetime) -> Fields:
    fields = {
        "version": "5.1.0",
        "encoding": "UTF-8",
        "bizType": "000201",
        "accessType": "0",
        "merId": entry.merchant.mer_id,
        "orderId": entry.order_id,
        "txnTime": entry.txn_time,
        "txnAmt": str(amount_fen),
        "currencyCode": "156",
        "queryId": entry.query_id,
        "traceNo": entry.trace_no,
        "traceTime": stamp(at)[4:],
        "settleAmt": str(amount_fen),
        "settleCurrencyCode": "156",
    }
    return fields | ({"settleDate": f"{entry.settle_date:%m%d}"} if entry.settle_date else {})
