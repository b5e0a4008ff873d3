"""Who pays, as far as the request tells."""

from payments.types import Device, Payer
from shop.common.http import SignedInRequest

# WeChat's log-in writes the payer's openid here; without one, WeChat's own bridge is not offered.
WECHAT_OPENID = "wechat_openid"
_PHONE_MARKS = ("Mobile", "Android", "iPhone")


def payer_of(request: SignedInRequest) -> Payer:
    return Payer(
        device=_device(request.headers.get("User-Agent", "")),
        ip=request.META.get("REMOTE_ADDR", ""),
        payer_id=request.session.get(WECHAT_OPENID, ""),
    )


def _device(agent: str) -> Device:
    if "MicroMessenger" in agent:
        return Device.WECHAT
    is_phone = any(mark in agent for mark in _PHONE_MARKS)
    return Device.PHONE if is_phone else Device.COMPUTER
