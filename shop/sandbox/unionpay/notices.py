"""What UnionPay tells the merchant, and how it insists. Only what succeeded is told."""

from datetime import timedelta
from urllib.parse import urlencode

from shop.sandbox.deliveries.letters import Letter
from shop.sandbox.faults import Occasion, strikes
from shop.sandbox.models import Delivery, Fault
from shop.sandbox.unionpay.wire import signed

RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=2),
    timedelta(minutes=4),
    timedelta(minutes=5),
)


def is_accepted(status: int, body: bytes) -> bool:
    """Accept HTTP 200, whatever the body says."""
    return status == 200  # noqa: PLR2004 - HTTP OK


def compose_notice(delivery: Delivery) -> Letter:
    """Sign a notification for this sending."""
    fields: dict[str, str] = dict(delivery.payload)
    faults = _faults(delivery)
    if Fault.Kind.NOTIFY_WRONG_AMOUNT in faults:
        fields["txnAmt"] = str(int(fields["txnAmt"]) - 1)
    if Fault.Kind.NOTIFY_WRONG_APP in faults:
        fields["merId"] = "777290000000000"
    is_forged = Fault.Kind.NOTIFY_WRONG_SIGN in faults
    return Letter(
        body=urlencode(signed(fields, is_forged=is_forged)).encode(),
        headers={"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"},
    )


def _faults(delivery: Delivery) -> set[str]:
    occasion = Occasion(
        provider="unionpay",
        method=delivery.kind,
        reference=delivery.reference,
        fen=int(delivery.payload["txnAmt"]),
    )
    kinds = (
        Fault.Kind.NOTIFY_WRONG_SIGN,
        Fault.Kind.NOTIFY_WRONG_AMOUNT,
        Fault.Kind.NOTIFY_WRONG_APP,
    )
    return {fault.kind for fault in strikes(occasion=occasion, kinds=kinds)}
