"""Who pays, as far as the request tells."""

import secrets

from payments.types import Device, Payer
from shop.common.http import SignedInRequest
from shop.common.selectors import ProviderNotSetUp, provider_account

WECHAT = "wechat"
# WeChat's log-in gave these, by the official account's app id: elsewhere one has another openid.
_OPENIDS = "wechat_openids"
# Log-ins on their way: for which payment, by their state.
_LOG_INS = "wechat_log_ins"
_MOST_LOG_INS = 3
_PHONE_MARKS = ("Mobile", "Android", "iPhone")


def payer_of(request: SignedInRequest) -> Payer:
    device = _device(request.headers.get("User-Agent", ""))
    openids = request.session.get(_OPENIDS, {}) if device == Device.WECHAT else {}
    return Payer(
        device=device,
        ip=request.META.get("REMOTE_ADDR", ""),
        payer_id=openids.get(_app_id(), "") if openids else "",
    )


def remember_payer(request: SignedInRequest, payer_id: str) -> None:
    request.session[_OPENIDS] = {_app_id(): payer_id}


def begin_log_in(request: SignedInRequest, reference: str) -> str:
    """Return the state of a new log-in: this session's, for this payment, once."""
    state = secrets.token_hex(16)
    under_way = list(request.session.get(_LOG_INS, {}).items())[1 - _MOST_LOG_INS :]
    request.session[_LOG_INS] = {**dict(under_way), state: reference}
    return state


def end_log_in(request: SignedInRequest, reference: str, state: str) -> bool:
    """Say whether this session began the log-in for this payment; it counts once."""
    under_way = dict(request.session.get(_LOG_INS, {}))
    is_ours = under_way.get(state) == reference
    if is_ours:
        del under_way[state]
        request.session[_LOG_INS] = under_way
    return is_ours


def _app_id() -> str:
    try:
        return provider_account(WECHAT).settings.get("app_id", "")
    except ProviderNotSetUp:
        return ""


def _device(agent: str) -> Device:
    if "MicroMessenger" in agent:
        return Device.WECHAT
    is_phone = any(mark in agent for mark in _PHONE_MARKS)
    return Device.PHONE if is_phone else Device.COMPUTER
