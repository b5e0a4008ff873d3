"""What a signed pay link asks for, read and checked."""

import re
from datetime import datetime, timedelta

from django.utils import timezone

from shop.sandbox.alipay.refusals import AlipayRefusal, bad_parameter
from shop.sandbox.alipay.wire import Call
from shop.sandbox.models import AlipayCashierVisit
from shop.sandbox.money import parse_yuan

LONGEST_LIFE = timedelta(days=15)
PRODUCTS = {
    "alipay.trade.page.pay": {"FAST_INSTANT_TRADE_PAY"},
    "alipay.trade.wap.pay": {"QUICK_WAP_PAY", "QUICK_WAP_WAY"},
}
PRECREATE = "alipay.trade.precreate"
_CODES = {**PRODUCTS, PRECREATE: {"FACE_TO_FACE_PAYMENT"}}
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_NUMBER = re.compile(r"[0-9A-Za-z_]{1,64}")


def read_terms(*, call: Call, token: str) -> AlipayCashierVisit:
    """Turn a pay call into an unsaved visit of the cashier, or refuse it."""
    now = timezone.now()
    return AlipayCashierVisit(
        app=call.app,
        token=token,
        method=call.method,
        out_trade_no=_trade_number(call),
        total_fen=_total(call),
        subject=call.required_text("subject", longest=256),
        body=call.text("body", longest=400),
        passback_params=call.text("passback_params", longest=512),
        notify_url=_address(call.params.get("notify_url", ""), "notify_url"),
        return_url=_address(call.params.get("return_url", ""), "return_url"),
        quit_url=_address(_way_out(call), "quit_url"),
        expires_at=_deadline(call, now),
        created_at=now,
    )


def _trade_number(call: Call) -> str:
    number = call.required_text("out_trade_no")
    if not _NUMBER.fullmatch(number):
        raise bad_parameter("out_trade_no")
    if call.text("product_code") not in _CODES[call.method]:
        raise bad_parameter("product_code")
    return number


def _total(call: Call) -> int:
    fen = parse_yuan(call.text("total_amount"))
    if fen is None:
        raise bad_parameter("total_amount")
    return fen


def _way_out(call: Call) -> str:
    return call.text("quit_url", longest=400) or call.text("request_from_url", longest=256)


def _address(url: str, name: str) -> str:
    if url and (len(url) > 256 or not url.startswith(("http://", "https://"))):  # noqa: PLR2004
        raise bad_parameter(name)
    return url


def _deadline(call: Call, now: datetime) -> datetime:
    text = call.text("time_expire")
    if not text:
        return now + _life(call.text("timeout_express"), now)
    try:
        naive = datetime.strptime(text, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - made aware below
    except ValueError as reason:
        raise bad_parameter("time_expire") from reason
    deadline = timezone.make_aware(naive)
    if deadline <= now:
        raise AlipayRefusal("ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR")
    if deadline > now + LONGEST_LIFE:
        raise bad_parameter("time_expire")
    return deadline


def _life(text: str, now: datetime) -> timedelta:
    if not text:
        return LONGEST_LIFE
    if text == "1c":
        midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + timedelta(days=1) - now
    found = re.fullmatch(r"(\d{1,5})([mhd])", text, re.ASCII)
    life = int(found[1]) * _UNITS[found[2]] if found else timedelta(0)
    if not timedelta(minutes=1) <= life <= LONGEST_LIFE:
        raise bad_parameter("timeout_express")
    return life
