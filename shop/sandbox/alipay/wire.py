"""Alipay's envelope: the text that is signed, the checks on a request, the signed answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from shop.sandbox.alipay.refusals import AlipayRefusal, invalid, missing
from shop.sandbox.keys import is_signed_by, sign_sha256
from shop.sandbox.models import AlipayApp
from shop.sandbox.settings import ALIPAY_TIMESTAMP_WINDOW

_REQUIRED = (
    ("method", "method"),
    ("sign", "signature"),
    ("sign_type", "signature-type"),
    ("timestamp", "timestamp"),
    ("version", "version"),
    ("charset", "charset"),
)


@dataclass(frozen=True)
class Call:
    """A request whose envelope has been found right."""

    app: AlipayApp
    method: str
    params: Mapping[str, str]
    content: dict[str, Any]
    address: str = ""

    def text(self, name: str, *, longest: int = 64) -> str:
        """Read an optional text field of the business content."""
        value = self.content.get(name, "")
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or len(value) > longest:
            raise AlipayRefusal("ACQ.INVALID_PARAMETER", detail=f"参数无效：{name}")
        return value

    def required_text(self, name: str, *, longest: int = 64) -> str:
        """Read a text field that must be there."""
        value = self.text(name, longest=longest)
        if not value:
            raise AlipayRefusal("ACQ.INVALID_PARAMETER", detail=f"参数无效：缺少{name}")
        return value


def text_to_sign(params: Mapping[str, str], *, without: tuple[str, ...] = ("sign",)) -> str:
    """Join the parameters in ASCII order of their names, values as they are."""
    return "&".join(f"{key}={params[key]}" for key in sorted(params) if key not in without)


def app_of(params: Mapping[str, str]) -> AlipayApp:
    """Find the merchant's app, or refuse."""
    if not params.get("app_id"):
        raise missing("app-id")
    app = AlipayApp.objects.filter(app_id=params["app_id"]).first()
    if app is None:
        raise invalid("app-id")
    return app


def open_call(*, app: AlipayApp, params: Mapping[str, str], address: str = "") -> Call:
    """Check the envelope of a request in Alipay's order: presence, signature, the rest.

    `address` is where the sandbox was called, for links that lead back to it.
    """
    for name, word in _REQUIRED:
        if not params.get(name):
            raise missing(word)
    if params["sign_type"] != "RSA2":
        raise invalid("signature-type")
    if params["charset"].lower() not in {"utf-8", "utf8"}:
        raise invalid("charset")
    _check_signature(app, params)
    if params["version"] != "1.0":
        raise invalid("version")
    if params.get("format", "JSON").upper() != "JSON":
        raise invalid("format")
    _check_timestamp(params["timestamp"])
    return Call(
        app=app,
        method=params["method"],
        params=params,
        content=_content(params),
        address=address,
    )


def _check_signature(app: AlipayApp, params: Mapping[str, str]) -> None:
    # Empty parameters do not count at the gateway; an SDK that signs them fails, here as there.
    signed = text_to_sign({key: value for key, value in params.items() if value})
    right = is_signed_by(
        public_pem=app.app_public_key, content=signed.encode(), signature=params["sign"]
    )
    if not right:
        raise invalid("signature")


def _check_timestamp(text: str) -> None:
    try:
        sent = datetime.strptime(text, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - made aware below
    except ValueError as reason:
        raise invalid("timestamp") from reason
    age = timezone.now() - timezone.make_aware(sent)
    if abs(age) > timedelta(seconds=ALIPAY_TIMESTAMP_WINDOW):
        raise invalid("timestamp")


def _content(params: Mapping[str, str]) -> dict[str, Any]:
    if not params.get("biz_content"):
        raise missing("biz-content")
    try:
        content = json.loads(params["biz_content"])
    except ValueError as reason:
        raise AlipayRefusal("ACQ.INVALID_PARAMETER", detail="biz_content不是JSON") from reason
    if not isinstance(content, dict):
        raise AlipayRefusal("ACQ.INVALID_PARAMETER", detail="biz_content不是JSON对象")
    return content


def signed_answer(*, app: AlipayApp, method: str, node: Mapping[str, Any]) -> str:
    """Write the answer; the signature covers the text of the node exactly as written."""
    text = json.dumps(node, ensure_ascii=False, separators=(",", ":"))
    signature = sign_sha256(private_pem=app.alipay_private_key, content=text.encode())
    return f'{{"{method.replace(".", "_")}_response":{text},"sign":"{signature}"}}'


def unsigned_refusal(refusal: AlipayRefusal) -> str:
    """Write the answer to a request of whom nobody knows the app or the method."""
    return json.dumps({"error_response": refusal.node()}, ensure_ascii=False, separators=(",", ":"))
