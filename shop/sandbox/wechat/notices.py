"""What WeChat Pay tells the merchant, sealed and signed, and how it insists."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from shop.sandbox.deliveries.letters import Letter
from shop.sandbox.faults import Occasion, strikes
from shop.sandbox.models import Delivery, Fault, WechatMerchant, WechatRefund, WechatTrade
from shop.sandbox.wechat.wire import seal, signature_headers, to_json

_SECONDS = timedelta(seconds=1)
RETRY_AFTER = tuple(
    seconds * _SECONDS
    for seconds in (
        *(15, 15, 30, 3 * 60, 10 * 60, 20 * 60, 30 * 60, 30 * 60, 30 * 60, 60 * 60),
        *(3 * 3600, 3 * 3600, 3 * 3600, 6 * 3600, 6 * 3600),
    )
)
_SUMMARIES = {
    "TRANSACTION.SUCCESS": "支付成功",
    "REFUND.SUCCESS": "退款成功",
    "REFUND.ABNORMAL": "退款异常",
    "REFUND.CLOSED": "退款关闭",
}
_ACCEPTED = {200, 204}
Json = dict[str, Any]


def is_accepted(status: int, body: bytes) -> bool:
    """Accept 200 and 204, whatever the body says."""
    return status in _ACCEPTED


def rfc3339(moment: datetime) -> str:
    """Write a moment as WeChat Pay does: Beijing time with its offset, whole seconds."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


def trade_node(trade: WechatTrade) -> Json:
    """Return what a query answers and a notification seals; unpaid trades lack much."""
    node: Json = {
        "mchid": trade.merchant.mchid,
        "appid": trade.merchant.app_id,
        "out_trade_no": trade.out_trade_no,
        "trade_state": trade.state,
        "trade_state_desc": WechatTrade.State(trade.state).label,
        "attach": trade.attach,
    }
    if trade.paid_at is None:
        return node
    return node | {
        "transaction_id": trade.transaction_id,
        "trade_type": trade.kind,
        "bank_type": "OTHERS",
        "success_time": rfc3339(trade.paid_at),
        "payer": {"openid": trade.openid},
        "amount": {
            "total": trade.total_fen,
            "payer_total": trade.total_fen,
            "currency": "CNY",
            "payer_currency": "CNY",
        },
    }


def refund_node(refund: WechatRefund) -> Json:
    """Return what a refund's notification seals."""
    trade = refund.trade
    node: Json = {
        "mchid": trade.merchant.mchid,
        "transaction_id": trade.transaction_id,
        "out_trade_no": trade.out_trade_no,
        "refund_id": refund.refund_id,
        "out_refund_no": refund.out_refund_no,
        "refund_status": refund.status,
        "user_received_account": refund.received_by,
        "amount": {
            "total": trade.total_fen,
            "refund": refund.amount_fen,
            "payer_total": trade.total_fen,
            "payer_refund": refund.amount_fen,
        },
    }
    if refund.done_at is not None:
        node["success_time"] = rfc3339(refund.done_at)
    return node


def compose_notice(delivery: Delivery) -> Letter:
    """Seal and sign a notification for this sending; its id stays the same over all of them."""
    merchant = WechatMerchant.objects.get(mchid=delivery.merchant)
    faults = _faults(delivery)
    bound = delivery.kind.partition(".")[0].lower()
    envelope = {
        "id": delivery.notice_id,
        "create_time": rfc3339(delivery.created_at),
        "resource_type": "encrypt-resource",
        "event_type": delivery.kind,
        "summary": _SUMMARIES[delivery.kind],
        "resource": seal(merchant=merchant, content=_forged(delivery.payload, faults), bound=bound),
    }
    body = to_json(envelope)
    is_forged = Fault.Kind.NOTIFY_WRONG_SIGN in faults
    headers = signature_headers(merchant=merchant, body=body, forged=is_forged)
    return Letter(
        body=body,
        headers={
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Mozilla/4.0",
            "Request-ID": secrets.token_hex(16).upper(),
            **headers,
        },
    )


def _forged(payload: Json, faults: set[str]) -> Json:
    content = payload | {"amount": dict(payload["amount"])}
    if Fault.Kind.NOTIFY_WRONG_AMOUNT in faults:
        content["amount"]["refund" if "refund" in content["amount"] else "total"] -= 1
    if Fault.Kind.NOTIFY_WRONG_APP in faults:
        content["mchid"] = f"18{secrets.randbelow(10**8):08d}"
    return content


def _faults(delivery: Delivery) -> set[str]:
    occasion = Occasion(
        provider="wechat",
        method=delivery.kind,
        reference=delivery.reference,
        fen=delivery.payload["amount"]["total"],
    )
    kinds = (
        Fault.Kind.NOTIFY_WRONG_SIGN,
        Fault.Kind.NOTIFY_WRONG_AMOUNT,
        Fault.Kind.NOTIFY_WRONG_APP,
    )
    return {fault.kind for fault in strikes(occasion=occasion, kinds=kinds)}
