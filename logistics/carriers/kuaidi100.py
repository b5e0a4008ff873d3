"""Kuaidi100, real-time query. Sign: upper-case hex MD5 of param + key + customer.

States: `state` basic (0–8, 14) and advanced (101 …), mapped to our own set; newest line first.
"""

import hashlib
import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from logistics.types import Track, TrackStep
from shop.common.transport import ProviderAnswerInvalid, ProviderUnavailable, http_post
from shop.common.types import ProviderConfig

BEIJING = ZoneInfo("Asia/Shanghai")
_NO_DATA = "500"
_RETURN_SIGNED = "4"
_STATES = {
    "pending": ("101", "102"),
    "collected": ("1", "103"),
    "in_transit": ("0", "1001", "1002", "1003", "7"),
    "out_for_delivery": ("5",),
    "ready_for_pickup": ("501",),
    "delivered": ("3", "301", "302", "303", "304"),
    "exception": ("2", "201", "202", "204", "205", "206", "207", "208", "209", "13"),
    "returning": ("14", "203", "6"),
    "returned": (_RETURN_SIGNED,),
    "cancelled": ("401", "210"),
    "customs": ("8", "10", "11", "12"),
}
_BY_CODE = {code: state for state, codes in _STATES.items() for code in codes}


def sign(*, param: str, key: str, customer: str) -> str:
    """Sign the exact `param` text that is sent."""
    digest = hashlib.md5(f"{param}{key}{customer}".encode(), usedforsecurity=False)
    return digest.hexdigest().upper()


class Kuaidi100:
    def __init__(self, config: ProviderConfig) -> None:
        self._url = config.settings["query_url"]
        self._customer = config.settings["customer"]
        self._key = config.secrets["key"]

    def track(self, *, company: str, number: str, phone_tail: str) -> Track | None:
        answer = self._ask(company=company, number=number, phone_tail=phone_tail)
        if answer.get("result") is False:
            _refuse(answer)
            return None
        lines = answer.get("data")
        if not isinstance(lines, list):
            raise ProviderAnswerInvalid
        steps = [step for step in map(_step, lines) if step is not None]
        code = str(answer.get("state", ""))
        return Track(state=_BY_CODE.get(code, "in_transit"), steps=steps)

    def _ask(self, *, company: str, number: str, phone_tail: str) -> dict[str, Any]:
        question = {"com": company, "num": number, "phone": phone_tail, "resultv2": "4"}
        param = json.dumps(question, ensure_ascii=False, separators=(",", ":"))
        form = {
            "customer": self._customer,
            "sign": sign(param=param, key=self._key, customer=self._customer),
            "param": param,
        }
        try:
            answer = json.loads(http_post(self._url, data=form).text)
        except ValueError as garbage:
            raise ProviderAnswerInvalid from garbage
        if not isinstance(answer, dict):
            raise ProviderAnswerInvalid
        return answer


def _refuse(answer: dict[str, Any]) -> None:
    """Raise for a refusal, but not for "no data yet"."""
    code = str(answer.get("returnCode", ""))
    if code == _NO_DATA:
        return
    if code in {"501", "502"}:
        raise ProviderUnavailable
    raise ProviderAnswerInvalid


def _step(line: Any) -> TrackStep | None:
    try:
        at = datetime.fromisoformat(str(line.get("ftime") or line["time"]))
        text = str(line["context"]).strip()
    except (KeyError, ValueError, TypeError, AttributeError):
        return None  # one unreadable line must not hide the others
    return TrackStep(
        at=at.replace(tzinfo=BEIJING) if at.tzinfo is None else at,
        text=text[:300],
        state=_BY_CODE.get(str(line.get("statusCode", "")), ""),
        location=str(line.get("location") or line.get("areaName") or "")[:80],
    )
