"""Reads of refunds that lie stuck, and of other ways for them."""

from payments.gateways.wechat_banks import BANKS
from payments.models import Refund, RefundPart, RefundReroute


def may_be_rerouted(refund: Refund) -> bool:
    """Say whether its gateway holds a part of it, and nobody has asked for another way."""
    return (
        RefundPart.objects.stuck().filter(refund=refund).exists() and open_reroute(refund) is None
    )


def open_reroute(refund: Refund) -> RefundReroute | None:
    """Return the other way that waits for somebody, or that the gateway is at work on."""
    rows = RefundReroute.objects.open().select_related("asked_by")
    return rows.filter(part__refund=refund).first()


def last_refusal(refund: Refund) -> RefundReroute | None:
    """Return the last way that came to nothing, if none was asked for since."""
    last = RefundReroute.objects.filter(part__refund=refund).order_by("-pk").first()
    return last if last is not None and last.state == RefundReroute.State.FAILED else None


def bank_label(code: str) -> str:
    """Return what people call a bank of the gateway's list."""
    return str(BANKS.get(code, code))
