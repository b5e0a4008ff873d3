"""WeChat Pay v3: codes to scan (native), phone browsers (H5), WeChat's own browser (JSAPI).

In public-key mode. Money is whole fen on the wire. Where a call is refused for good, the adapter
asks the trade itself: it knows.
"""

import json
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from wechatpayv3 import WeChatPayType

from payments.errors import GatewayNotOffered, PaymentRefused
from payments.gateways.wechat_client import Reply, client_of, read_account
from payments.gateways.wechat_log_in import has_log_in, read_log_in
from payments.gateways.wechat_signatures import (
    SIGNATURE_HEADERS,
    NotForUs,
    open_resource,
    signature_fault,
)
from payments.gateways.wechat_statement import download_statement, read_statement
from payments.types import (
    Departure,
    DepartureKind,
    Device,
    NotificationFault,
    OtherWay,
    ParsedNotification,
    PayRequest,
    PayWay,
    RefundNotice,
    RefundReport,
    RefundRequest,
    RefundState,
    RerouteTarget,
    StatementLine,
    StatementOutcome,
    TradeRef,
    TradeReport,
    TradeState,
)
from shop.common.money import from_fen, to_fen
from shop.common.transport import ProviderAnswerInvalid, ProviderUnavailable
from shop.common.types import ProviderConfig

BEIJING = ZoneInfo("Asia/Shanghai")
NATIVE, H5, JSAPI = "native", "h5", "jsapi"
_PAY_TYPES = {NATIVE: WeChatPayType.NATIVE, H5: WeChatPayType.H5, JSAPI: WeChatPayType.JSAPI}
_LINKS = {NATIVE: "code_url", H5: "h5_url", JSAPI: "prepay_id"}
_DESCRIPTION_BYTES = 127
_REASON_BYTES = 80
_TRADE_STATES = {
    "SUCCESS": TradeState.PAID,
    "REFUND": TradeState.PAID,  # paid, and some of it on its way back
    "NOTPAY": TradeState.WAITING,
    "USERPAYING": TradeState.WAITING,
    "PAYERROR": TradeState.WAITING,
    "CLOSED": TradeState.CLOSED,
    "REVOKED": TradeState.CLOSED,
}
_REFUND_STATES = {
    "SUCCESS": RefundState.DONE,
    "PROCESSING": RefundState.PENDING,
    "CLOSED": RefundState.REFUSED,
    "ABNORMAL": RefundState.REFUSED,  # the payer's account or card: it lies there until rerouted
}
_TARGETS = {RerouteTarget.CARD: "USER_BANK_CARD", RerouteTarget.OURS: "MERCHANT_BANK_CARD"}
# Who received it, as WeChat says it: 商户基本账户 or 商户结算银行账户 are our own.
_OUR_ACCOUNTS = "商户"
_MISSING_TRADE = {"ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS"}
_NO_MONEY_NOW = "NOT_ENOUGH"  # on a refund: our own balance; it is tried again under its number


class WeChat:
    """WeChat Pay v3 as a direct merchant."""

    code = "wechat"
    label: StrOrPromise = _("WeChat Pay")
    success_answer = '{"code":"SUCCESS","message":"成功"}'
    failure_answer = '{"code":"FAIL","message":"失败"}'
    answer_type = "application/json"
    notification_type = "application/json"
    kept_headers: tuple[str, ...] = (
        *SIGNATURE_HEADERS,
        "Content-Type",
        "User-Agent",
        "Request-ID",
    )

    def __init__(self, config: ProviderConfig) -> None:
        """Take the account. Raises GatewayKeysInvalid where a key cannot be read."""
        self._config = config
        self._account = read_account(config)
        self._client = client_of(self._account)

    @staticmethod
    def ways(device: Device) -> list[PayWay]:
        """Return what the device can do.

        H5 is refused in WeChat's own browser, and codes cannot be long-pressed there: without the
        payer's openid only a code that another phone scans is left.
        """
        if device == Device.COMPUTER:
            return [_way(NATIVE, _("Scan a code with WeChat"))]
        if device == Device.PHONE:
            return [_way(H5, _("Opens the WeChat app"))]
        return [
            _way(JSAPI, _("Pay here in WeChat"), needs_payer=True),
            _way(NATIVE, _("Scan a code with another phone"), label=_("WeChat Pay, by code")),
        ]

    @staticmethod
    def can_ask_payer(config: ProviderConfig) -> bool:
        return has_log_in(config)

    def log_in_url(self, *, return_url: str, state: str) -> str:
        return read_log_in(self._config).url(return_url=return_url, state=state)

    def payer_of(self, code: str) -> str:
        return read_log_in(self._config).openid(code)

    def create(self, request: PayRequest) -> Departure:
        product = request.product or NATIVE
        reply = self._client.call(
            "pay",
            description=_cut(request.subject, _DESCRIPTION_BYTES),
            out_trade_no=request.out_trade_no,
            amount={"total": to_fen(request.amount), "currency": "CNY"},
            time_expire=request.expires_at.astimezone(BEIJING).isoformat(timespec="seconds"),
            notify_url=request.notify_url.partition("?")[0],
            pay_type=_PAY_TYPES[product],
            **_of_the_payer(product, request),
        )
        link = reply.data.get(_LINKS[product])
        if reply.code == "ORDER_PAID":
            raise ProviderUnavailable  # the attempt lives on, and its next query finds the money
        if reply.is_refused:
            raise PaymentRefused(reason=reply.code)
        if not isinstance(link, str) or not link:
            raise ProviderAnswerInvalid
        if product == NATIVE:
            return Departure(kind=DepartureKind.QR, url=link)
        if product == H5:
            way_back = quote(request.return_url, safe="")
            return Departure(kind=DepartureKind.REDIRECT, url=f"{link}&redirect_url={way_back}")
        return Departure(kind=DepartureKind.BRIDGE, fields=self._for_the_bridge(link))

    def _for_the_bridge(self, prepay_id: str) -> dict[str, str]:
        app_id, stamp, nonce = self._account.app_id, str(int(time.time())), secrets.token_hex(16)
        package = f"prepay_id={prepay_id}"
        return {
            "appId": app_id,
            "timeStamp": stamp,
            "nonceStr": nonce,
            "package": package,
            "signType": "RSA",
            "paySign": self._client.sign(app_id, stamp, nonce, package),
        }

    def query(self, trade: TradeRef) -> TradeReport:
        number = trade.out_trade_no
        reply = self._client.call("query", out_trade_no=number)
        if reply.is_refused:
            is_missing = reply.code in _MISSING_TRADE
            state = TradeState.NOT_FOUND if is_missing else TradeState.UNKNOWN
            return TradeReport(out_trade_no=number, state=state, failure_code=reply.code)
        if not self._is_ours(reply.data) or reply.data.get("out_trade_no") != number:
            raise ProviderAnswerInvalid
        return _trade_report(reply.data)

    def close(self, trade: TradeRef) -> TradeReport:
        reply = self._client.call("close", out_trade_no=trade.out_trade_no)
        if not reply.is_refused:
            return TradeReport(out_trade_no=trade.out_trade_no, state=TradeState.CLOSED)
        known = self.query(trade)
        if known.state == TradeState.WAITING:  # neither closed nor paid: nothing is certain
            return replace(known, state=TradeState.UNKNOWN, failure_code=reply.code)
        return known

    def refund(self, request: RefundRequest) -> RefundReport:
        reply = self._client.call(
            "refund",
            out_refund_no=request.out_request_no,
            out_trade_no=request.out_trade_no,
            amount={
                "refund": to_fen(request.amount),
                "total": to_fen(request.total),
                "currency": "CNY",
            },
            reason=_cut(request.reason, _REASON_BYTES) or None,
            notify_url=request.notify_url.partition("?")[0] or None,
        )
        if reply.is_refused:
            is_for_later = reply.code == _NO_MONEY_NOW
            state = RefundState.UNKNOWN if is_for_later else RefundState.REFUSED
            return RefundReport(state=state, code=reply.code)
        return _answered_refund(reply, request)

    def query_refund(self, request: RefundRequest) -> RefundReport:
        reply = self._client.call("query_refund", out_refund_no=request.out_request_no)
        if reply.is_refused:
            is_missing = reply.code == "RESOURCE_NOT_EXISTS"
            state = RefundState.NOT_FOUND if is_missing else RefundState.UNKNOWN
            return RefundReport(state=state, code=reply.code)
        return _answered_refund(reply, request)

    def reroute_refund(
        self, request: RefundRequest, *, gateway_number: str, way: OtherWay
    ) -> RefundReport:
        """Apply for what is stuck; the SDK seals number and holder with WeChat's public key."""
        if not (gateway_number.isascii() and gateway_number.isalnum()):
            raise ProviderAnswerInvalid  # it becomes a part of the address
        reply = self._client.call(
            "abnormal_refund",
            refund_id=gateway_number,
            out_refund_no=request.out_request_no,
            type=_TARGETS[way.target],
            bank_type=way.bank or None,
            bank_account=way.account or None,
            real_name=way.holder or None,
        )
        if reply.is_refused:
            return RefundReport(state=RefundState.REFUSED, code=reply.code)
        report = _answered_refund(reply, request)
        if report.state == RefundState.REFUSED:  # taken, and not moved yet
            return replace(report, state=RefundState.PENDING, code="")
        return report

    def download_statement(self, day: date, into: BinaryIO) -> StatementOutcome:
        return download_statement(client=self._client, day=day, into=into)

    def read_statement(self, file: BinaryIO) -> Iterator[StatementLine]:
        return read_statement(file)

    def parse_notification(self, body: bytes, headers: Mapping[str, str]) -> ParsedNotification:
        fault = signature_fault(headers=headers, body=body, public_keys=self._account.public_keys)
        if fault:
            return ParsedNotification(notify_id="", fault=fault)
        try:
            envelope = _envelope(body, headers)
            content = open_resource(envelope["resource"], api_keys=self._account.api_keys)
        except NotForUs:
            return ParsedNotification(notify_id="", fault=NotificationFault.WRONG_MERCHANT)
        except (ValueError, TypeError, KeyError, AttributeError):
            return ParsedNotification(notify_id="", fault=NotificationFault.MALFORMED)
        return self._tell(envelope["id"], str(envelope.get("event_type", "")), content)

    def _tell(self, number: str, event: str, content: Mapping[str, Any]) -> ParsedNotification:
        is_refund = event.startswith("REFUND.")
        if not self._is_ours(content, names_app=not is_refund):
            return ParsedNotification(notify_id=number, fault=NotificationFault.WRONG_MERCHANT)
        if is_refund:
            return ParsedNotification(notify_id=number, refund=_refund_notice(content))
        if event.startswith("TRANSACTION."):
            return ParsedNotification(notify_id=number, report=_trade_report(content))
        return ParsedNotification(notify_id=number)

    def _is_ours(self, data: Mapping[str, Any], *, names_app: bool = True) -> bool:
        is_our_app = not names_app or data.get("appid") == self._account.app_id
        return is_our_app and data.get("mchid") == self._account.merchant_id


def _way(
    product: str, hint: StrOrPromise, *, label: StrOrPromise = "", needs_payer: bool = False
) -> PayWay:
    return PayWay(
        gateway=WeChat.code,
        product=product,
        label=str(label or WeChat.label),
        hint=str(hint),
        needs_payer=needs_payer,
    )


def _of_the_payer(product: str, request: PayRequest) -> dict[str, Any]:
    if product == H5:
        if not request.payer_ip:
            raise GatewayNotOffered  # WeChat compares it with who opens the link
        scene = {"payer_client_ip": request.payer_ip, "h5_info": {"type": "Wap"}}
        return {"scene_info": scene}
    if product == JSAPI:
        if not request.payer_id:
            raise GatewayNotOffered
        return {"payer": {"openid": request.payer_id}}
    return {}


def _cut(text: str, longest: int) -> str:
    """Cut to so many bytes, never inside a character."""
    return text.encode()[:longest].decode(errors="ignore")


def _envelope(body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    if not headers.get("Content-Type", "").startswith("application/json"):
        raise ValueError("another content type")
    envelope = json.loads(body)
    is_right = envelope["resource_type"] == "encrypt-resource" and isinstance(envelope["id"], str)
    if not is_right or not envelope["id"]:
        raise ValueError("not a notification")
    return dict(envelope)


def _trade_report(data: Mapping[str, Any]) -> TradeReport:
    state = str(data.get("trade_state"))
    amount, payer = _part(data, "amount"), _part(data, "payer")
    return TradeReport(
        out_trade_no=str(data.get("out_trade_no", "")),
        state=_TRADE_STATES.get(state, TradeState.UNKNOWN),
        amount=_yuan(amount.get("total")),
        currency=str(amount.get("currency", "")),
        trade_no=str(data.get("transaction_id", ""))[:64],
        payer=str(payer.get("openid", ""))[:80],
        paid_at=_moment(data.get("success_time")),
        failure_code=state if state == "PAYERROR" else "",
    )


def _answered_refund(reply: Reply, request: RefundRequest) -> RefundReport:
    data = reply.data
    is_it = data.get("out_refund_no") == request.out_request_no
    if not is_it or _yuan(_part(data, "amount").get("refund")) != request.amount:
        raise ProviderAnswerInvalid
    return _refund_report(data, status=str(data.get("status")))


def _refund_notice(content: Mapping[str, Any]) -> RefundNotice:
    amount = _yuan(_part(content, "amount").get("refund"))
    return RefundNotice(
        out_request_no=str(content.get("out_refund_no", "")),
        amount=amount if amount is not None else Decimal(0),
        report=_refund_report(content, status=str(content.get("refund_status"))),
    )


def _refund_report(data: Mapping[str, Any], *, status: str) -> RefundReport:
    state = _REFUND_STATES.get(status, RefundState.UNKNOWN)
    is_done = state == RefundState.DONE
    if is_done and _OUR_ACCOUNTS in str(data.get("user_received_account", "")):
        state = RefundState.RETURNED
    return RefundReport(
        state=state,
        code="" if is_done or state == RefundState.PENDING else status[:64],
        done_at=_moment(data.get("success_time")) if is_done else None,
        number_is_spent=status == "CLOSED",
        gateway_number=str(data.get("refund_id", ""))[:64],
    )


def _part(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = data.get(name)
    return part if isinstance(part, dict) else {}


def _yuan(fen: object) -> Decimal | None:
    is_fen = isinstance(fen, int) and not isinstance(fen, bool)
    return from_fen(fen) if is_fen else None  # type: ignore[arg-type]  # checked the line above


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
