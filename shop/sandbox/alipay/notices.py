"""What Alipay tells the merchant about a trade, and how it insists."""

import json
import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from shop.sandbox.alipay.wire import text_to_sign
from shop.sandbox.clock import beijing
from shop.sandbox.deliveries.letters import Letter
from shop.sandbox.faults import Occasion, strikes
from shop.sandbox.keys import sign_sha256
from shop.sandbox.models import AlipayApp, AlipayRefund, AlipayTrade, Delivery, Fault
from shop.sandbox.money import parse_yuan, yuan

RETRY_AFTER = (
    timedelta(minutes=4),
    timedelta(minutes=10),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=15),
)


def is_accepted(status: int, body: bytes) -> bool:
    """Accept the seven bytes `success` and nothing else."""
    return status == 200 and body == b"success"  # noqa: PLR2004 - HTTP OK


def trade_fields(trade: AlipayTrade) -> dict[str, str]:
    """Return the fields that every notification of a trade carries."""
    total = yuan(trade.total_fen)
    fields = {
        "notify_type": "trade_status_sync",
        "app_id": trade.app.app_id,
        "auth_app_id": trade.app.app_id,
        "charset": "utf-8",
        "version": "1.0",
        "sign_type": "RSA2",
        "trade_no": trade.trade_no,
        "out_trade_no": trade.out_trade_no,
        "trade_status": trade.status,
        "subject": trade.subject,
        "buyer_id": trade.buyer_id,
        "buyer_logon_id": trade.buyer_logon_id,
        "seller_id": trade.app.seller_id,
        "seller_email": f"{trade.app.app_id[-6:]}@sandbox.example",
        "total_amount": total,
        "gmt_create": beijing(trade.created_at),
        # The gateway sends these two even when they are empty: they count in the signature.
        "body": trade.body,
        "passback_params": trade.passback_params,
    }
    if trade.paid_at is not None:
        fields |= _paid_fields(trade, total)
    if trade.closed_at is not None:
        fields["gmt_close"] = beijing(trade.closed_at)
    return fields


def _paid_fields(trade: AlipayTrade, total: str) -> dict[str, str]:
    assert trade.paid_at is not None  # noqa: S101 - the caller looked
    bill = [{"amount": total, "fundChannel": "ALIPAYACCOUNT"}]
    return {
        "receipt_amount": total,
        "invoice_amount": total,
        "buyer_pay_amount": total,
        "point_amount": "0.00",
        "gmt_payment": beijing(trade.paid_at),
        "fund_bill_list": json.dumps(bill, separators=(",", ":")),
    }


def refund_fields(refund: AlipayRefund) -> dict[str, str]:
    """Return the fields of a refund's notification; `refund_fee` is the sum so far."""
    moment = timezone.localtime(refund.refunded_at)
    return trade_fields(refund.trade) | {
        "out_biz_no": refund.out_request_no,
        "refund_fee": yuan(refund.trade.refunded_fen),
        "send_back_fee": yuan(refund.amount_fen),
        "gmt_refund": f"{moment:%Y-%m-%d %H:%M:%S}.{moment.microsecond // 1000:03d}",
    }


def compose_notice(delivery: Delivery) -> Letter:
    """Sign a notification for this sending; the notify_id stays the same over all sendings."""
    app = AlipayApp.objects.get(app_id=delivery.merchant)
    fields: dict[str, str] = dict(delivery.payload)
    fields["notify_id"] = delivery.notice_id
    fields["notify_time"] = beijing(timezone.now())
    faults = _faults(delivery)
    if Fault.Kind.NOTIFY_WRONG_AMOUNT in faults:
        fields["total_amount"] = yuan((parse_yuan(fields["total_amount"]) or 1) - 1)
    if Fault.Kind.NOTIFY_WRONG_APP in faults:
        fields["app_id"] = fields["auth_app_id"] = f"20{secrets.randbelow(10**14):014d}"
    content = text_to_sign(fields, without=("sign", "sign_type"))
    if Fault.Kind.NOTIFY_WRONG_SIGN in faults:
        content += "&forged=1"
    fields["sign"] = sign_sha256(private_pem=app.alipay_private_key, content=content.encode())
    return Letter(
        body=urlencode(fields).encode(),
        headers={"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"},
    )


def _faults(delivery: Delivery) -> set[str]:
    payload: dict[str, Any] = delivery.payload
    occasion = Occasion(
        provider="alipay",
        method=delivery.kind,
        reference=delivery.reference,
        fen=parse_yuan(payload["total_amount"]),
    )
    kinds = (
        Fault.Kind.NOTIFY_WRONG_SIGN,
        Fault.Kind.NOTIFY_WRONG_AMOUNT,
        Fault.Kind.NOTIFY_WRONG_APP,
    )
    return {fault.kind for fault in strikes(occasion=occasion, kinds=kinds)}
