"""The tracking service's real-time query: who asks, about what, how often, and the answer."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from shop.sandbox.accounts import account_at
from shop.sandbox.clock import beijing, scaled
from shop.sandbox.faults import rule_is_on
from shop.sandbox.kuaidi100.companies import NAMES, NEEDS_PHONE, NUMBER
from shop.sandbox.kuaidi100.parcels import Handover, hand_in, steps_until
from shop.sandbox.models import Parcel, ParcelStep

BETWEEN_QUERIES = timedelta(minutes=30)
_BASIC = {"1001": "0", "1002": "0", "1003": "0", "203": "14"}
_WORDS = {
    "0": "在途",
    "1": "揽收",
    "2": "疑难",
    "3": "签收",
    "4": "退签",
    "5": "派件",
    "6": "退回",
    "14": "拒签",
}


class Kuaidi100Refusal(Exception):
    """The tracking service says no."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message

    def node(self) -> dict[str, Any]:
        """Return the answer that says so."""
        return {"result": False, "returnCode": self.code, "message": self.message}


@dataclass(frozen=True)
class Question:
    """A query whose signature has been found right."""

    company: str
    number: str
    phone: str
    from_city: str
    to_city: str
    result_kind: str
    is_ascending: bool

    @property
    def is_advanced(self) -> bool:
        return self.result_kind in {"4", "8"}


def sign_of(*, param: str, key: str, customer: str) -> str:
    """Return the upper-case MD5 that the service asks for, over the exact text that is sent."""
    # The provider's own scheme; it is no protection of ours.
    return (
        hashlib.md5(f"{param}{key}{customer}".encode(), usedforsecurity=False).hexdigest().upper()
    )


def read_question(*, customer: str, sign: str, param: str) -> Question:
    """Check who asks and read what about."""
    account = account_at(provider="kuaidi100")
    if not (customer and sign and param):
        raise Kuaidi100Refusal("400", "提交的数据不完整，或者贵公司没授权")
    if customer != account.public_id:
        raise Kuaidi100Refusal("601", "POLL:KEY已过期")
    right = sign_of(param=param, key=account.secret, customer=customer)
    if not hmac.compare_digest(right.encode(), sign.encode()):
        raise Kuaidi100Refusal("503", "验证签名失败")
    return _question(param)


def _question(param: str) -> Question:
    try:
        data = json.loads(param)
    except ValueError as reason:
        raise Kuaidi100Refusal("400", "param不是JSON") from reason
    fields = {
        name: str(data.get(name) or "") if isinstance(data, dict) else ""
        for name in ("com", "num", "phone", "from", "to", "resultv2", "order")
    }
    if fields["com"] not in NAMES:
        raise Kuaidi100Refusal("400", "快递公司编码不正确")
    if not NUMBER.fullmatch(fields["num"]):
        raise Kuaidi100Refusal("400", "快递单号不正确")
    if fields["com"] in NEEDS_PHONE and not fields["phone"]:
        raise Kuaidi100Refusal("408", "快递公司参数异常：验证码错误")
    return Question(
        company=fields["com"],
        number=fields["num"],
        phone=fields["phone"],
        from_city=fields["from"][:40],
        to_city=fields["to"][:40],
        result_kind=fields["resultv2"],
        is_ascending=fields["order"] == "asc",
    )


def answer_question(*, question: Question) -> dict[str, Any]:
    """Return the track, or refuse: no data yet, wrong phone, asked too often."""
    parcel, shown = _look_up(question)
    if parcel is None or not shown:
        raise Kuaidi100Refusal("500", "查询无结果，请隔段时间再查")
    steps = shown if question.is_ascending else list(reversed(shown))
    state = shown[-1].state
    return {
        "message": "ok",
        "nu": parcel.number,
        "ischeck": "1" if _basic(state) in {"3", "4"} else "0",
        "condition": "F00",
        "com": parcel.company,
        "status": "200",
        "state": state if question.is_advanced else _basic(state),
        "data": [_line(step, question) for step in steps],
    }


@transaction.atomic
def _look_up(question: Question) -> tuple[Parcel | None, list[ParcelStep]]:
    now = timezone.now()
    known = Parcel.objects.select_for_update().filter(
        company=question.company, number=question.number
    )
    parcel = known.first()
    if parcel is None:
        _take_in(question)
        return None, []
    if parcel.phone and question.company in NEEDS_PHONE:
        _check_phone(parcel, question)
    _check_interval(parcel, now)
    parcel.last_query_at = now
    parcel.save(update_fields=["last_query_at"])
    return parcel, steps_until(parcel=parcel, at=now)


def _take_in(question: Question) -> None:
    # A number that somebody typed is on its way from now on: the demo has no other counter.
    if not rule_is_on(name="kuaidi100_auto_hand_in"):
        return
    hand_in(
        handover=Handover(
            company=question.company,
            number=question.number,
            from_city=question.from_city or Handover.from_city,
            to_city=question.to_city or Handover.to_city,
            phone=question.phone,
        )
    )


def _check_phone(parcel: Parcel, question: Question) -> None:
    if parcel.phone[-4:] != question.phone[-4:]:
        raise Kuaidi100Refusal("408", "快递公司参数异常：验证码错误")


def _check_interval(parcel: Parcel, now: datetime) -> None:
    last = parcel.last_query_at
    if last is None or now - last >= scaled(BETWEEN_QUERIES):
        return
    if rule_is_on(name="kuaidi100_interval"):
        raise Kuaidi100Refusal("500", "查询过于频繁，单号已被锁定，请30分钟后再查")


def _basic(state: str) -> str:
    return _BASIC.get(state) or state[0]


def _line(step: ParcelStep, question: Question) -> dict[str, str]:
    line = {"time": beijing(step.due_at), "ftime": beijing(step.due_at), "context": step.text}
    if question.result_kind:
        line |= {"areaCode": "", "areaName": step.city, "areaCenter": "", "location": step.city}
        line["status"] = _WORDS[_basic(step.state)]
    if question.is_advanced:
        line["statusCode"] = step.state
    return line
