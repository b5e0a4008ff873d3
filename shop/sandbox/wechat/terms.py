"""What a prepay call asks for, read and checked."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.utils import timezone

from shop.sandbox.models import WechatTrade
from shop.sandbox.wechat.refusals import WechatRefusal, bad_parameter
from shop.sandbox.wechat.wire import Call, fen_in, text_in

LIFE = timedelta(days=7)
KINDS = {
    "native": WechatTrade.Kind.NATIVE,
    "h5": WechatTrade.Kind.H5,
    "jsapi": WechatTrade.Kind.JSAPI,
}
_NUMBER = re.compile(r"[0-9A-Za-z_\-|*]{6,32}")
_H5_TYPES = {"iOS", "Android", "Wap"}


@dataclass(frozen=True)
class Terms:
    """What the merchant wants to be paid; a repeat must bring the same."""

    kind: str
    out_trade_no: str
    total_fen: int
    description: str
    attach: str
    notify_url: str
    openid: str
    expires_at: datetime | None

    @property
    def identity(self) -> tuple[object, ...]:
        return (
            self.kind,
            self.total_fen,
            self.description,
            self.attach,
            self.notify_url,
            self.openid,
        )


def read_terms(*, call: Call, product: str) -> Terms:
    """Read a prepay call, or refuse it with WeChat Pay's code."""
    if call.required_text("mchid", longest=32) != call.merchant.mchid:
        raise WechatRefusal("PARAM_ERROR", detail="mchid与签名的商户号不一致")
    if call.required_text("appid", longest=32) != call.merchant.app_id:
        raise WechatRefusal("APPID_MCHID_NOT_MATCH")
    _check_scene(call, product)
    return Terms(
        kind=KINDS[product],
        out_trade_no=_number(call),
        total_fen=_total(call),
        description=call.required_text("description", longest=127),
        attach=call.text("attach", longest=128),
        notify_url=_address(call.required_text("notify_url", longest=256)),
        openid=_openid(call) if product == "jsapi" else "",
        expires_at=_deadline(call),
    )


def _number(call: Call) -> str:
    number = call.required_text("out_trade_no", longest=32)
    if not _NUMBER.fullmatch(number):
        raise bad_parameter("out_trade_no")
    return number


def _total(call: Call) -> int:
    amount = call.part("amount")
    if amount.get("currency", "CNY") != "CNY":
        raise bad_parameter("amount.currency")
    return fen_in(amount, "total")


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query:
        raise bad_parameter("notify_url")
    return url


def _openid(call: Call) -> str:
    openid = text_in(call.part("payer"), "openid", longest=128)
    if not openid:
        raise bad_parameter("payer.openid")
    return openid


def _check_scene(call: Call, product: str) -> None:
    if product != "h5":
        return
    scene = call.part("scene_info")
    h5_info = scene.get("h5_info")
    if not text_in(scene, "payer_client_ip", longest=45):
        raise bad_parameter("scene_info.payer_client_ip")
    if not isinstance(h5_info, dict) or h5_info.get("type") not in _H5_TYPES:
        raise bad_parameter("scene_info.h5_info.type")


def _deadline(call: Call) -> datetime | None:
    text = call.text("time_expire", longest=64)
    if not text:
        return None
    try:
        deadline = datetime.fromisoformat(text)
    except ValueError as reason:
        raise bad_parameter("time_expire") from reason
    if timezone.is_naive(deadline) or deadline <= timezone.now():
        raise bad_parameter("time_expire")
    return deadline
