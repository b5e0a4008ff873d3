"""The voices of the three gateways, as tests have them: what each says of one attempt, and falsely.

A lie is a method; where a gateway has nothing that could be falsified so, it has no such method.
"""

import time
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.urls import reverse

from payments.models import PaymentAttempt, PaymentPlan
from payments.services.attempts import create_attempt
from payments.services.notifications import Reply, receive_notification
from tests.factories.payments import _key, make_merchant, sign
from tests.factories.unionpay import SIGNER, body_of, make_unionpay, signed, signing
from tests.factories.wechat import make_wechat, other_key

FORM = "application/x-www-form-urlencoded"
HUGE = b" " * 10_000_000


@dataclass(frozen=True)
class Told:
    """One notification as it comes over the wire."""

    gateway: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = FORM
    address: str = "127.0.0.1"

    def post(self, client: Any) -> Any:
        return client.post(
            reverse("payments:notify", args=[self.gateway]),
            self.body,
            content_type=self.content_type,
            headers=self.headers,
            REMOTE_ADDR=self.address,
        )

    def arrive(self) -> Reply:
        """Come in without the view: a thread has no client."""
        headers = self.headers | {"Content-Type": self.content_type}
        return receive_notification(
            gateway_code=self.gateway, body=self.body, headers=headers, ip=self.address
        )


class Teller:
    """What all of them can be made to say."""

    gateway: str
    product: str
    believed: bytes
    refused: bytes

    def attempt(self, plan: PaymentPlan) -> PaymentAttempt:
        return create_attempt(
            reference=plan.reference, gateway_code=self.gateway, product=self.product
        )

    def true(self, attempt: PaymentAttempt, **changes: Any) -> Told:
        raise NotImplementedError

    def ten_megabytes(self, attempt: PaymentAttempt) -> Told:
        told = self.true(attempt)
        return replace(told, body=told.body + HUGE)

    def of_another_type(self, attempt: PaymentAttempt) -> Told:
        return replace(self.true(attempt), content_type="text/html")

    def from_elsewhere(self, attempt: PaymentAttempt) -> Told:
        return replace(self.true(attempt), address="203.0.113.9")


class AlipayTeller(Teller):
    """In public-key mode without a serial; the form carries no currency and no time that is ours.

    Its `notify_time` may be a day old where a repeat comes, so that no age is too old.
    """

    gateway, product = "alipay", "page"
    believed, refused = b"success", b"failure"

    def __init__(self) -> None:
        self.merchant = make_merchant()

    def true(self, attempt: PaymentAttempt, **changes: Any) -> Told:
        return Told(self.gateway, self.merchant.notification(attempt, **changes))

    def _fields(self, attempt: PaymentAttempt) -> dict[str, str]:
        return dict(parse_qsl(self.true(attempt).body.decode(), keep_blank_values=True))

    def forged(self, attempt: PaymentAttempt) -> Told:
        fields = self._fields(attempt)
        unsigned = {name: value for name, value in fields.items() if name != "sign"}
        lie = fields | {"sign": sign(_key("somebody else"), unsigned)}
        return Told(self.gateway, urlencode(lie).encode())

    def altered(self, attempt: PaymentAttempt) -> Told:
        fields = self._fields(attempt)
        return Told(self.gateway, urlencode(fields | {"total_amount": "9990.00"}).encode())

    def of_another_merchant(self, attempt: PaymentAttempt) -> Told:
        return self.true(attempt, seller_id="2088000000000002")

    def of_another_app(self, attempt: PaymentAttempt) -> Told:
        return self.true(attempt, app_id="2021000000000002")

    def a_fen_less(self, attempt: PaymentAttempt) -> Told:
        return self.true(attempt, total_amount="99.89")


class WechatTeller(Teller):
    """The fullest of the three."""

    gateway, product = "wechat", "native"
    believed = '{"code":"SUCCESS","message":"成功"}'.encode()
    refused = '{"code":"FAIL","message":"失败"}'.encode()

    def __init__(self) -> None:
        self.merchant = make_wechat()

    def true(self, attempt: PaymentAttempt, **changes: Any) -> Told:
        return self._told(self.merchant.envelope(self.merchant.trade(attempt, **changes)))

    def _told(self, body: bytes, **how: Any) -> Told:
        headers = self.merchant.headers(body, **how)
        return Told(self.gateway, body, headers, content_type="application/json")

    def forged(self, attempt: PaymentAttempt) -> Told:
        return self._told(self.true(attempt).body, key=other_key())

    def altered(self, attempt: PaymentAttempt) -> Told:
        told = self.true(attempt)
        return replace(told, body=told.body.replace(b"TRANSACTION.SUCCESS", b"TRANSACTION.SUCCESs"))

    def of_another_merchant(self, attempt: PaymentAttempt) -> Told:
        return self.true(attempt, mchid="1900000110")

    def of_another_app(self, attempt: PaymentAttempt) -> Told:
        return self.true(attempt, appid="wx0000000000000000")

    def in_dollars(self, attempt: PaymentAttempt) -> Told:
        return self.true(attempt, amount={"total": 9990, "currency": "USD"})

    def a_fen_less(self, attempt: PaymentAttempt) -> Told:
        return self.true(attempt, amount={"total": 9989, "currency": "CNY"})

    def old(self, attempt: PaymentAttempt) -> Told:
        return self._told(self.true(attempt).body, at=time.time() - 400)

    def of_an_unknown_serial(self, attempt: PaymentAttempt) -> Told:
        told = self.true(attempt)
        return replace(told, headers=told.headers | {"Wechatpay-Serial": "5157F09EFDC0"})


class UnionPayTeller(Teller):
    """It has no apps; a trade is named by number and moment, so that an old one is another's."""

    gateway, product = "unionpay", "page"
    believed, refused = b"ok", b"fail"

    def __init__(self) -> None:
        self.merchant = make_unionpay()

    def true(self, attempt: PaymentAttempt, **changes: Any) -> Told:
        return self._told(signed(self.merchant.notification(attempt, **changes)))

    def _told(self, fields: dict[str, str]) -> Told:
        return Told(self.gateway, body_of(fields))

    def forged(self, attempt: PaymentAttempt) -> Told:
        return self._told(signed(self.merchant.notification(attempt), key_name="somebody else"))

    def altered(self, attempt: PaymentAttempt) -> Told:
        fields = signed(self.merchant.notification(attempt))
        return self._told(fields | {"txnAmt": "999000"})

    def of_another_merchant(self, attempt: PaymentAttempt) -> Told:
        return self.true(attempt, merId="777290058110049")

    def in_dollars(self, attempt: PaymentAttempt) -> Told:
        return self.true(attempt, currencyCode="840")

    def a_fen_less(self, attempt: PaymentAttempt) -> Told:
        return self.true(attempt, txnAmt="9989")

    def old(self, attempt: PaymentAttempt) -> Told:
        return self.true(attempt, txnTime="20200101000000")

    def of_an_unknown_serial(self, attempt: PaymentAttempt) -> Told:
        foreign = signing(SIGNER, "another root")
        return self._told(signed(self.merchant.notification(attempt), cert=foreign))


TELLERS: dict[str, type[Teller]] = {
    teller.gateway: teller for teller in (AlipayTeller, WechatTeller, UnionPayTeller)
}
