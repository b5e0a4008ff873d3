"""The SDK `wechatpayv3` on the shop's own transport, with our own judgement of what it answers.

Left alone, the SDK waits for ever, may call out inside a transaction, and asks WeChat for
certificates whenever an answer names an unknown serial. Its logger would write personal data.
"""

import json
import logging
import secrets
import time
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _
from wechatpayv3 import WeChatPay, WeChatPayType
from wechatpayv3 import core as sdk

from payments.errors import GatewayKeysInvalid
from payments.gateways.keys import private_key_pem, public_key_pem
from payments.gateways.wechat_signatures import (
    SIGNATURE_TYPE,
    is_api_key,
    signature_fault,
)
from shop.common.transport import (
    HttpAnswer,
    ProviderAnswerInvalid,
    ProviderUnavailable,
    http_download,
    http_get,
    http_post,
)
from shop.common.types import ProviderConfig

logger = logging.getLogger(__name__)

# The SDK keeps the headers of a refusal to itself, and with them its signature.
_headers: ContextVar[Mapping[str, str]] = ContextVar("headers")

_NEEDED = ("gateway", "merchant_id", "app_id", "certificate_serial", "private_key", "public_key_id")
# What they were asked may have been done: ask, or repeat under the same number.
_UNKNOWN_CODES = {"SYSTEM_ERROR", "BANK_ERROR", "FREQUENCY_LIMITED", "RATELIMIT_EXCEEDED"}


@dataclass(frozen=True)
class _Answer:
    """What the SDK reads of an answer of `requests`."""

    status_code: int
    headers: Mapping[str, str]
    text: str

    @property
    def content(self) -> bytes:
        return self.text.encode()


class _Requests:
    """What the SDK takes for the library `requests`; it names addresses, and time-outs of None."""

    @staticmethod
    def get(*, url: str, headers: Mapping[str, str], **_unused: object) -> _Answer:
        return _for_the_sdk(http_get(url, headers=headers))

    @staticmethod
    def post(*, url: str, headers: Mapping[str, str], json: object, **_unused: object) -> _Answer:
        return _for_the_sdk(http_post(url, data=_as_signed(json), headers=headers))


def _as_signed(content: object) -> bytes:
    # Byte for byte what the SDK has signed.
    return json.dumps(content).encode() if content else b""


def _for_the_sdk(answer: HttpAnswer) -> _Answer:
    _headers.set(answer.headers)
    if answer.status >= HTTPStatus.BAD_REQUEST:
        logger.info(
            "WeChat Pay refused a call",
            extra={"status": answer.status, "request_id": answer.headers.get("Request-ID", "")},
        )
    return _Answer(answer.status, answer.headers, answer.text)


sdk.requests = _Requests


@dataclass(frozen=True, kw_only=True)
class Account:
    """The shop's account with WeChat Pay, read and found usable.

    `keys_by_id` are WeChat's public keys: the present one first, then the former of a rotation.
    """

    gateway: str
    merchant_id: str
    app_id: str
    certificate_serial: str
    keys_by_id: tuple[tuple[str, str], ...]
    private_key: str = field(repr=False)
    api_keys: tuple[str, ...] = field(repr=False)

    @property
    def public_keys(self) -> dict[str, str]:
        return dict(self.keys_by_id)


def read_account(config: ProviderConfig) -> Account:
    """Read the account. Raises GatewayKeysInvalid with the reason in plain words."""
    plain, secret = config.settings, config.secrets
    if not config.has(*_NEEDED):
        raise GatewayKeysInvalid(_("Some fields of the account with WeChat Pay are empty."))
    public_keys = [
        (plain[f"{age}public_key_id"], public_key_pem(plain.get(f"{age}public_key", "")))
        for age in ("", "former_")
        if plain.get(f"{age}public_key_id")
    ]
    api_keys = [secret.get(f"{age}api_v3_key", "") for age in ("", "former_")]
    if not is_api_key(api_keys[0]) or not all(map(is_api_key, filter(None, api_keys))):
        raise GatewayKeysInvalid(_("The APIv3 key must be 32 letters and digits."))
    return Account(
        gateway=plain["gateway"].rstrip("/"),
        merchant_id=plain["merchant_id"],
        app_id=plain["app_id"],
        certificate_serial=plain["certificate_serial"],
        private_key=private_key_pem(secret["private_key"]),
        keys_by_id=tuple(public_keys),
        api_keys=tuple(filter(None, api_keys)),
    )


@dataclass(frozen=True)
class Reply:
    """An answer of WeChat; `code` is empty where it is not a refusal."""

    status: int
    data: Mapping[str, Any]

    @property
    def is_refused(self) -> bool:
        return self.status >= HTTPStatus.BAD_REQUEST

    @property
    def code(self) -> str:
        return str(self.data.get("code") or self.status)[:64] if self.is_refused else ""


class Client:
    """Calls WeChat Pay through the SDK; refuses to inside a transaction."""

    def __init__(self, account: Account) -> None:
        self._account = account
        key_id, key = account.keys_by_id[0]
        self._sdk = WeChatPay(
            wechatpay_type=WeChatPayType.NATIVE,
            mchid=account.merchant_id,
            private_key=account.private_key,
            cert_serial_no=account.certificate_serial,
            appid=account.app_id,
            apiv3_key=account.api_keys[0],
            public_key=key,
            public_key_id=key_id,
        )
        core = self._sdk._core  # noqa: SLF001  the SDK offers no other place for it
        core._gate_way = account.gateway  # noqa: SLF001
        core._verify_signature = self._verify  # noqa: SLF001

    def call(self, name: str, **arguments: object) -> Reply:
        """Call the SDK's function of this name.

        Raises ProviderUnavailable where the outcome is unknown, and ProviderAnswerInvalid.
        """
        status, body = getattr(self._sdk, name)(**arguments)
        reply = Reply(status, _object(body))
        if reply.is_refused:
            self._check_refusal(body)
        if status == HTTPStatus.TOO_MANY_REQUESTS or (
            reply.is_refused and reply.code in _UNKNOWN_CODES
        ):
            raise ProviderUnavailable
        return reply

    def download(self, address: str, *, into: BinaryIO) -> None:
        """Fetch a file that WeChat has named; its answer is not signed, the caller has a hash."""
        path = address.removeprefix(self._account.gateway)
        if not path.startswith("/"):  # our signature goes nowhere else
            raise ProviderAnswerInvalid
        answer = http_download(
            self._account.gateway + path, into=into, headers=self._authorization(path)
        )
        if answer.status != HTTPStatus.OK:
            raise ProviderUnavailable  # the address may have died meanwhile: ask for another

    def _authorization(self, path: str) -> dict[str, str]:
        stamp, nonce = str(int(time.time())), secrets.token_hex(16)
        fields = {
            "mchid": self._account.merchant_id,
            "nonce_str": nonce,
            "signature": self.sign("GET", path, stamp, nonce, ""),
            "timestamp": stamp,
            "serial_no": self._account.certificate_serial,
        }
        joined = ",".join(f'{name}="{value}"' for name, value in fields.items())
        return {
            "Authorization": f"{SIGNATURE_TYPE} {joined}",
            "Accept": "application/json",
            "User-Agent": "kaidian",
        }

    def sign(self, *lines: str) -> str:
        """Sign lines for the payer's browser."""
        signature: str = self._sdk.sign(list(lines))
        return signature

    def _check_refusal(self, body: str | bytes) -> None:
        # Not every refusal is signed with our merchant's key; what says so must be.
        headers = _headers.get()
        if headers.get("Wechatpay-Serial") in self._account.public_keys:
            self._verify(headers, body if isinstance(body, str) else body.decode())

    def _verify(self, headers: Mapping[str, str], body: str) -> bool:
        if signature_fault(
            headers=headers, body=body.encode(), public_keys=self._account.public_keys
        ):
            raise ProviderAnswerInvalid
        return True


@lru_cache(maxsize=8)
def client_of(account: Account) -> Client:
    """Return the account's client; reading its private key takes a tenth of a second."""
    return Client(account)


def _object(body: str | bytes) -> dict[str, Any]:
    try:
        data = json.loads(body) if body else {}
    except ValueError as garbage:
        raise ProviderAnswerInvalid from garbage
    if not isinstance(data, dict):
        raise ProviderAnswerInvalid
    return data
