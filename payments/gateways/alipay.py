"""Alipay: computer pages, mobile pages and codes to scan.

Calls go through the SDK (alipay_client); notifications are verified by signatures.py.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from alipay.aop.api.domain.AlipayTradeCloseModel import AlipayTradeCloseModel
from alipay.aop.api.domain.AlipayTradeFastpayRefundQueryModel import (
    AlipayTradeFastpayRefundQueryModel,
)
from alipay.aop.api.domain.AlipayTradePagePayModel import AlipayTradePagePayModel
from alipay.aop.api.domain.AlipayTradePrecreateModel import AlipayTradePrecreateModel
from alipay.aop.api.domain.AlipayTradeQueryModel import AlipayTradeQueryModel
from alipay.aop.api.domain.AlipayTradeRefundModel import AlipayTradeRefundModel
from alipay.aop.api.domain.AlipayTradeWapPayModel import AlipayTradeWapPayModel
from alipay.aop.api.request.AlipayTradeCloseRequest import AlipayTradeCloseRequest
from alipay.aop.api.request.AlipayTradeFastpayRefundQueryRequest import (
    AlipayTradeFastpayRefundQueryRequest,
)
from alipay.aop.api.request.AlipayTradePagePayRequest import AlipayTradePagePayRequest
from alipay.aop.api.request.AlipayTradePrecreateRequest import AlipayTradePrecreateRequest
from alipay.aop.api.request.AlipayTradeQueryRequest import AlipayTradeQueryRequest
from alipay.aop.api.request.AlipayTradeRefundRequest import AlipayTradeRefundRequest
from alipay.aop.api.request.AlipayTradeWapPayRequest import AlipayTradeWapPayRequest
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from payments.errors import PaymentRefused
from payments.gateways.alipay_client import Client
from payments.gateways.alipay_statement import download_statement, read_statement
from payments.gateways.signatures import is_signed, signed_text
from payments.types import (
    Departure,
    DepartureKind,
    Device,
    NotificationFault,
    ParsedNotification,
    PayRequest,
    PayWay,
    RefundReport,
    RefundRequest,
    RefundState,
    StatementLine,
    StatementOutcome,
    TradeRef,
    TradeReport,
    TradeState,
)
from shop.common.types import ProviderConfig

BEIJING = ZoneInfo("Asia/Shanghai")
PAGE, WAP, QR = "page", "wap", "qr"
_SUCCESS = "10000"
_UNKNOWN_SUB_CODES = {"ACQ.SYSTEM_ERROR", "AQC.SYSTEM_ERROR"}
_STATES = {
    "WAIT_BUYER_PAY": TradeState.WAITING,
    "TRADE_SUCCESS": TradeState.PAID,
    "TRADE_FINISHED": TradeState.PAID,
    "TRADE_CLOSED": TradeState.CLOSED,
}
# `/ = &` and controls are refused in subjects.
_SUBJECT_TABLE = {ord(character): " " for character in "/=&\r\n\t"}


class Alipay:
    """RSA2 in public-key mode; a former key of Alipay counts too while it is being changed."""

    code = "alipay"
    label: StrOrPromise = _("Alipay")
    success_answer = "success"
    failure_answer = "failure"
    answer_type = "text/plain"
    notification_type = "application/x-www-form-urlencoded"
    kept_headers: tuple[str, ...] = ("Content-Type", "User-Agent")

    def __init__(self, config: ProviderConfig) -> None:
        self._client = Client(config)
        self._app_id = config.settings["app_id"]
        self._seller_id = config.settings.get("seller_id", "")

    @staticmethod
    def ways(device: Device) -> list[PayWay]:
        if device == Device.WECHAT:
            return []  # WeChat's browser does not open Alipay's pages
        if device == Device.PHONE:
            return [_way(WAP, _("Opens the Alipay app"))]
        return [
            _way(PAGE, _("Opens Alipay's cashier page")),
            _way(QR, _("Scan a code with the Alipay app"), label=_("Alipay, by code")),
        ]

    def create(self, request: PayRequest) -> Departure:
        if request.product == QR:
            return self._show_code(request)
        is_wap = request.product == WAP
        model = AlipayTradeWapPayModel() if is_wap else AlipayTradePagePayModel()
        _fill_in(model, request)
        model.product_code = "QUICK_WAP_PAY" if is_wap else "FAST_INSTANT_TRADE_PAY"
        if is_wap:
            model.quit_url = request.return_url
        call = (AlipayTradeWapPayRequest if is_wap else AlipayTradePagePayRequest)(biz_model=model)
        call.notify_url = request.notify_url
        call.return_url = request.return_url
        return Departure(kind=DepartureKind.REDIRECT, url=self._client.page_url(call))

    def _show_code(self, request: PayRequest) -> Departure:
        model = AlipayTradePrecreateModel()
        _fill_in(model, request)
        model.product_code = "FACE_TO_FACE_PAYMENT"
        call = AlipayTradePrecreateRequest(biz_model=model)
        call.notify_url = request.notify_url
        answer = self._client.call(call)
        code = answer.get("qr_code")
        if answer.get("code") != _SUCCESS or not isinstance(code, str) or not code:
            raise PaymentRefused(reason=_code(answer))
        return Departure(kind=DepartureKind.QR, url=code)

    def query(self, trade: TradeRef) -> TradeReport:
        out_trade_no = trade.out_trade_no
        model = AlipayTradeQueryModel()
        model.out_trade_no = out_trade_no
        answer = self._client.call(AlipayTradeQueryRequest(biz_model=model))
        if answer.get("code") == _SUCCESS:
            return _report(answer, time_field="send_pay_date")
        if answer.get("sub_code") == "ACQ.TRADE_NOT_EXIST":
            return TradeReport(out_trade_no=out_trade_no, state=TradeState.NOT_FOUND)
        return TradeReport(
            out_trade_no=out_trade_no, state=TradeState.UNKNOWN, failure_code=_code(answer)
        )

    def close(self, trade: TradeRef) -> TradeReport:
        out_trade_no = trade.out_trade_no
        model = AlipayTradeCloseModel()
        model.out_trade_no = out_trade_no
        answer = self._client.call(AlipayTradeCloseRequest(biz_model=model))
        if answer.get("code") == _SUCCESS:
            return TradeReport(out_trade_no=out_trade_no, state=TradeState.CLOSED)
        return self.query(trade)  # paid, unknown or closed before: the trade itself knows

    def refund(self, request: RefundRequest) -> RefundReport:
        model = AlipayTradeRefundModel()
        model.out_trade_no = request.out_trade_no
        model.out_request_no = request.out_request_no
        model.refund_amount = f"{request.amount:.2f}"
        model.refund_reason = request.reason[:256] or None
        answer = self._client.call(AlipayTradeRefundRequest(biz_model=model))
        if answer.get("code") != _SUCCESS:
            return RefundReport(state=_refund_failure(answer), code=_code(answer))
        if answer.get("fund_change") == "Y":
            paid_back = _moment(answer.get("gmt_refund_pay"))
            return RefundReport(state=RefundState.DONE, done_at=paid_back)
        return self.query_refund(request)  # accepted, or done before: only the refund query tells

    def query_refund(self, request: RefundRequest) -> RefundReport:
        model = AlipayTradeFastpayRefundQueryModel()
        model.out_trade_no = request.out_trade_no
        model.out_request_no = request.out_request_no
        model.query_options = ["gmt_refund_pay"]
        answer = self._client.call(AlipayTradeFastpayRefundQueryRequest(biz_model=model))
        if answer.get("code") != _SUCCESS:
            is_missing = answer.get("sub_code") == "ACQ.TRADE_NOT_EXIST"
            state = RefundState.NOT_FOUND if is_missing else RefundState.UNKNOWN
            return RefundReport(state=state, code=_code(answer))
        if answer.get("refund_status") == "REFUND_SUCCESS":
            done_at = _moment(answer.get("gmt_refund_pay"))
            return RefundReport(state=RefundState.DONE, done_at=done_at)
        return RefundReport(state=RefundState.NOT_FOUND)

    def parse_notification(self, body: bytes, headers: Mapping[str, str]) -> ParsedNotification:
        try:
            pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=100)
        except (UnicodeDecodeError, ValueError):
            return ParsedNotification(notify_id="", fault=NotificationFault.MALFORMED)
        fields = dict(pairs)
        notify_id = fields.get("notify_id", "")
        fault = self._fault(fields)
        if fault:
            return ParsedNotification(notify_id=notify_id, fault=fault)
        return ParsedNotification(
            notify_id=notify_id, report=_report(fields, time_field="gmt_payment")
        )

    def download_statement(self, day: date, into: BinaryIO) -> StatementOutcome:
        return download_statement(ask=self._client.call, day=day, into=into)

    def read_statement(self, file: BinaryIO) -> Iterator[StatementLine]:
        return read_statement(file)

    def _fault(self, fields: dict[str, str]) -> NotificationFault:
        if not (fields.get("notify_id") and fields.get("out_trade_no") and fields.get("sign")):
            return NotificationFault.MALFORMED
        content, signature = signed_text(fields), fields["sign"]
        if fields.get("sign_type") != "RSA2" or not any(
            is_signed(public_key=key, content=content, signature=signature)
            for key in self._client.public_keys
        ):
            return NotificationFault.BAD_SIGNATURE
        if fields.get("app_id") != self._app_id:
            return NotificationFault.WRONG_MERCHANT
        if self._seller_id and fields.get("seller_id") != self._seller_id:
            return NotificationFault.WRONG_MERCHANT
        return NotificationFault.NONE


def _way(product: str, hint: StrOrPromise, label: StrOrPromise = "") -> PayWay:
    return PayWay(
        gateway=Alipay.code, product=product, label=str(label or Alipay.label), hint=str(hint)
    )


def _fill_in(model: Any, request: PayRequest) -> None:
    model.out_trade_no = request.out_trade_no
    model.total_amount = f"{request.amount:.2f}"
    model.subject = request.subject.translate(_SUBJECT_TABLE)[:256]
    model.time_expire = f"{request.expires_at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"


def _code(answer: Mapping[str, Any]) -> str:
    return str(answer.get("sub_code") or answer.get("code") or "")[:64]


def _refund_failure(answer: Mapping[str, Any]) -> RefundState:
    if answer.get("sub_code") in _UNKNOWN_SUB_CODES:
        return RefundState.UNKNOWN
    return RefundState.REFUSED


def _report(fields: Mapping[str, Any], *, time_field: str) -> TradeReport:
    try:
        amount = Decimal(str(fields.get("total_amount")))
    except InvalidOperation:
        amount = None
    return TradeReport(
        out_trade_no=str(fields.get("out_trade_no", "")),
        state=_STATES.get(str(fields.get("trade_status")), TradeState.UNKNOWN),
        amount=amount if amount is not None and amount.is_finite() else None,
        trade_no=str(fields.get("trade_no", ""))[:64],
        payer=str(fields.get("buyer_logon_id", ""))[:80],
        paid_at=_moment(fields.get(time_field)),
    )


def _moment(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text)).replace(tzinfo=BEIJING) if text else None
    except ValueError:
        return None
