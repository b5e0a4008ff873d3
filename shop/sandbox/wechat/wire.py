"""The wire of WeChat Pay v3: who signs what, in requests, answers and notifications."""

import base64
import json
import re
import secrets
import time
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.http import HttpRequest, HttpResponse

from shop.sandbox.keys import is_signed_by, sign_sha256
from shop.sandbox.models import WechatMerchant
from shop.sandbox.settings import WECHAT_TIMESTAMP_WINDOW
from shop.sandbox.wechat.refusals import WechatRefusal, bad_parameter

SIGNATURE_TYPE = "WECHATPAY2-SHA256-RSA2048"
_FIELD = re.compile(r'(\w+)="([^"]*)"')
_FIELDS = {"mchid", "nonce_str", "signature", "timestamp", "serial_no"}
Json = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """A request whose sender has been found right."""

    merchant: WechatMerchant
    content: Json

    def text(self, name: str, *, longest: int) -> str:
        """Read an optional text field."""
        return text_in(self.content, name, longest=longest)

    def required_text(self, name: str, *, longest: int) -> str:
        """Read a text field that must be there."""
        value = self.text(name, longest=longest)
        if not value:
            raise bad_parameter(name)
        return value

    def part(self, name: str) -> Json:
        """Read an optional object."""
        value = self.content.get(name, {})
        if not isinstance(value, dict):
            raise bad_parameter(name)
        return value


def text_in(content: Json, name: str, *, longest: int) -> str:
    """Read a text of an object, at most so many bytes."""
    value = content.get(name, "")
    if not isinstance(value, str) or len(value.encode()) > longest:
        raise bad_parameter(name)
    return value


def fen_in(content: Json, name: str) -> int:
    """Read whole fen above zero."""
    value = content.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= 10**10:
        raise bad_parameter(f"amount.{name}")
    return value


def open_call(*, request: HttpRequest) -> Call:
    """Check who calls: form of the header, merchant, serial, time, signature over the raw body."""
    fields = _authorization(request.headers.get("Authorization", ""))
    merchant = WechatMerchant.objects.filter(mchid=fields["mchid"]).first()
    if merchant is None:
        raise WechatRefusal("MCH_NOT_EXISTS")
    _check_signature(request, merchant, fields)
    _check_headers(request, merchant)
    return Call(merchant=merchant, content=_content(request))


def _authorization(header: str) -> dict[str, str]:
    kind, _space, rest = header.partition(" ")
    fields = dict(_FIELD.findall(rest))
    if kind != SIGNATURE_TYPE or not fields.keys() >= _FIELDS:
        raise WechatRefusal("SIGN_ERROR", detail="Http头Authorization值格式错误")
    return fields


def _check_signature(
    request: HttpRequest, merchant: WechatMerchant, fields: dict[str, str]
) -> None:
    if fields["serial_no"] != merchant.certificate_serial:
        raise WechatRefusal("SIGN_ERROR", detail="商户证书序列号有误")
    stamp = fields["timestamp"]
    is_number = stamp.isascii() and stamp.isdigit()
    if not is_number or abs(time.time() - int(stamp)) > WECHAT_TIMESTAMP_WINDOW:
        raise WechatRefusal("SIGN_ERROR", detail="Http头Authorization中的timestamp已过期")
    content = f"{request.method}\n{request.get_full_path()}\n{stamp}\n{fields['nonce_str']}\n"
    right = is_signed_by(
        public_pem=merchant.merchant_public_key,
        content=content.encode() + request.body + b"\n",
        signature=fields["signature"],
    )
    if not right:
        raise WechatRefusal("SIGN_ERROR", detail="签名错误，请检查商户私钥与签名串")


def _check_headers(request: HttpRequest, merchant: WechatMerchant) -> None:
    if "application/json" not in request.headers.get("Accept", ""):
        raise bad_parameter("Accept")
    if not request.headers.get("User-Agent"):
        raise bad_parameter("User-Agent")
    serial = request.headers.get("Wechatpay-Serial", merchant.public_key_id)
    if serial != merchant.public_key_id:
        raise bad_parameter("Wechatpay-Serial")


def _content(request: HttpRequest) -> Json:
    if request.method == "GET":
        return request.GET.dict()
    if request.content_type != "application/json":
        raise bad_parameter("Content-Type")
    try:
        content = json.loads(request.body)
    except ValueError as reason:
        raise bad_parameter("JSON") from reason
    if not isinstance(content, dict):
        raise bad_parameter("JSON")
    return content


def signature_headers(*, merchant: WechatMerchant, body: bytes, forged: bool = False) -> Json:
    """Sign a body as WeChat, or wrongly on purpose."""
    stamp, nonce = str(int(time.time())), secrets.token_hex(16)
    content = f"{stamp}\n{nonce}\n".encode() + body + (b"forged\n" if forged else b"\n")
    return {
        "Wechatpay-Timestamp": stamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Serial": merchant.public_key_id,
        "Wechatpay-Signature-Type": SIGNATURE_TYPE,
        "Wechatpay-Signature": sign_sha256(
            private_pem=merchant.platform_private_key, content=content
        ),
    }


def answer(*, node: Json | None, merchant: WechatMerchant | None, status: int) -> HttpResponse:
    """Write an answer, signed where the caller is known; no node is an empty answer."""
    body = b"" if node is None else to_json(node)
    response = HttpResponse(body, status=status, content_type="application/json; charset=utf-8")
    if merchant is not None:
        for name, value in signature_headers(merchant=merchant, body=body).items():
            response.headers[name] = value
    response.headers["Request-ID"] = secrets.token_hex(16).upper()
    return response


def to_json(node: Json) -> bytes:
    """Write JSON the way it is signed and sent."""
    return json.dumps(node, ensure_ascii=False, separators=(",", ":")).encode()


def seal(*, merchant: WechatMerchant, content: Json, bound: str) -> Json:
    """Encrypt the content of a notification with the merchant's APIv3 key."""
    nonce = secrets.token_hex(6)
    sealed = AESGCM(merchant.api_v3_key.encode()).encrypt(
        nonce.encode(), to_json(content), bound.encode()
    )
    return {
        "algorithm": "AEAD_AES_256_GCM",
        "original_type": bound,
        "associated_data": bound,
        "nonce": nonce,
        "ciphertext": base64.b64encode(sealed).decode(),
    }
