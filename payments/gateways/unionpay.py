"""UnionPay's online gateway 5.1.0: written from its protocol tables, because there is no SDK.

A trade is known by `orderId` and `txnTime` together, so the moment at which we began it is kept and
told again on every question. There is no call to close: a trade can be paid until `payTimeout`.
"""

import tempfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import BinaryIO
from urllib.parse import parse_qsl

from cryptography.hazmat.primitives.asymmetric import rsa
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from payments.errors import GatewayKeysInvalid
from payments.gateways.unionpay_answers import (
    FileAnswer,
    Stretch,
    read_answer,
    read_file_answer,
)
from payments.gateways.unionpay_signatures import (
    is_signed,
    merchant_key,
    sign,
    signer_of,
    trust_in,
)
from payments.gateways.unionpay_statement import download_statement, read_statement
from payments.gateways.unionpay_words import (
    IS_DONE,
    IS_UNKNOWN,
    NOT_FOUND,
    SUCCESS,
    clearing_day,
    fen,
    moment,
    moment_of_trace,
    stamp,
    yuan,
)
from payments.types import (
    Departure,
    DepartureKind,
    Device,
    NotificationFault,
    ParsedNotification,
    PayRequest,
    PayWay,
    RefundNotice,
    RefundReport,
    RefundRequest,
    RefundState,
    StatementLine,
    StatementOutcome,
    TradeRef,
    TradeReport,
    TradeState,
)
from shop.common.transport import ProviderAnswerInvalid, http_download, http_post
from shop.common.types import ProviderConfig

PAGE, WAP = "page", "wap"
CONSUME, REFUND, UNDO = "01", "04", "31"
_COMPUTER, _MOBILE = "07", "08"
_ONLINE_GATEWAY, _NO_BUSINESS = "000201", "000000"
_YUAN_CODE = "156"
_NEEDED = (
    *("mer_id", "pfx", "pfx_password", "root_cert", "middle_cert"),
    *("front_url", "back_url", "query_url", "file_url"),
)
_MAX_BYTES, _MAX_FILE_BYTES = 200_000, 300_000_000
_FORM = "application/x-www-form-urlencoded"
_BEFORE_THE_CUT = timedelta(minutes=10)  # an undo that is late would be refused for good
# Nothing was recorded: the same number may be sent again, after a while or once we are mended.
_LATER = {"02", "06", "37", "39"}
_OUR_FAULT = {"10", "11", "13"}


class UnionPay:
    """Computer and mobile pages, paid by bank card; never inside WeChat."""

    code = "unionpay"
    label: StrOrPromise = _("UnionPay")
    success_answer = "ok"
    failure_answer = "fail"
    answer_type = "text/plain"
    notification_type = "application/x-www-form-urlencoded"
    kept_headers: tuple[str, ...] = ("Content-Type", "User-Agent")

    def __init__(self, config: ProviderConfig) -> None:
        if not config.has(*_NEEDED):
            raise GatewayKeysInvalid(_("Some fields of the account with UnionPay are empty."))
        self._urls = config.settings
        self._mer_id = config.settings["mer_id"]
        self._key = merchant_key(pfx=config.secrets["pfx"], password=config.secrets["pfx_password"])
        self._trust = trust_in(
            roots=config.settings["root_cert"],
            middles=config.settings["middle_cert"],
            is_test=config.settings.get("is_test", "").strip().lower() == "yes",
        )

    @staticmethod
    def ways(device: Device) -> list[PayWay]:
        if device == Device.WECHAT:
            return []  # WeChat's browser keeps other providers' pages out
        return [
            PayWay(
                gateway=UnionPay.code,
                product=PAGE if device == Device.COMPUTER else WAP,
                label=str(UnionPay.label),
                hint=str(_("Pay with a bank card")),
            )
        ]

    def create(self, request: PayRequest) -> Departure:
        fields = {
            "txnType": CONSUME,
            "txnSubType": "01",
            "bizType": _ONLINE_GATEWAY,
            "channelType": _MOBILE if request.product == WAP else _COMPUTER,
            "orderId": request.out_trade_no,
            "txnTime": stamp(request.started_at),
            "txnAmt": str(fen(request.amount)),
            "currencyCode": _YUAN_CODE,
            "payTimeout": stamp(request.expires_at),
            "frontUrl": request.return_url,
            "backUrl": request.notify_url,
        }
        url = self._urls["front_url"]
        return Departure(kind=DepartureKind.FORM, url=url, fields=self._signed(fields))

    def query(self, trade: TradeRef) -> TradeReport:
        answer = self._ask(trade.out_trade_no, trade.started_at)
        if answer["respCode"] == NOT_FOUND:
            return TradeReport(out_trade_no=trade.out_trade_no, state=TradeState.NOT_FOUND)
        if answer["respCode"] != SUCCESS:
            return TradeReport(
                out_trade_no=trade.out_trade_no,
                state=TradeState.UNKNOWN,
                failure_code=answer["respCode"],
            )
        self._check_ours(answer, trade.out_trade_no, trade.started_at)
        return _trade_report(answer, code=answer.get("origRespCode", ""))

    def close(self, trade: TradeRef) -> TradeReport:
        """Ask; what nobody paid is closed once its `payTimeout` has passed.

        Before, it is reported as it stands (NOT_FOUND or WAITING): nobody can keep its payer from
        paying, but then the money goes back by itself. While a bank works on it: UNKNOWN.
        """
        report = self.query(trade)
        is_unpaid = report.state in {TradeState.NOT_FOUND, TradeState.WAITING}
        is_over = trade.expires_at is not None and trade.expires_at <= timezone.now()
        if is_unpaid and is_over:
            return TradeReport(out_trade_no=trade.out_trade_no, state=TradeState.CLOSED)
        return report

    def refund(self, request: RefundRequest) -> RefundReport:
        fields = {
            "txnType": UNDO if _can_be_undone(request, timezone.now()) else REFUND,
            "txnSubType": "00",
            "bizType": _ONLINE_GATEWAY,
            "channelType": _COMPUTER,
            "orderId": request.out_request_no,
            "txnTime": stamp(request.requested_at),
            "txnAmt": str(fen(request.amount)),
            "origQryId": request.gateway_trade_no,
            "backUrl": request.notify_url,
        }
        answer = self._call(self._urls["back_url"], fields)
        code = answer["respCode"]
        if code == SUCCESS:
            return RefundReport(state=RefundState.PENDING)  # accepted: the query says what became
        if code in IS_UNKNOWN or code in _LATER or code == "12":  # known under this number: ask
            return RefundReport(state=RefundState.UNKNOWN, code=code)
        return RefundReport(
            state=RefundState.REFUSED, code=code, number_is_spent=code not in _OUR_FAULT
        )

    def query_refund(self, request: RefundRequest) -> RefundReport:
        answer = self._ask(request.out_request_no, request.requested_at)
        code = answer["respCode"]
        if code == NOT_FOUND:
            return RefundReport(state=RefundState.NOT_FOUND)
        if code != SUCCESS:
            return RefundReport(state=RefundState.UNKNOWN, code=code)
        self._check_ours(answer, request.out_request_no, request.requested_at)
        if yuan(answer.get("txnAmt")) != request.amount:
            raise ProviderAnswerInvalid
        return _refund_report(answer, code=answer.get("origRespCode", ""))

    def parse_notification(self, body: bytes, headers: Mapping[str, str]) -> ParsedNotification:
        fields = _form_in(body, headers)
        if not (fields.get("orderId") and moment(fields.get("txnTime"))):
            return ParsedNotification(notify_id="", fault=NotificationFault.MALFORMED)
        # A refused card and the next one's success tell of the same trade: they differ in respCode.
        names = ("txnType", "orderId", "txnTime", "queryId", "respCode")
        notify_id = "-".join(fields.get(name, "") for name in names)
        fault = self._fault(fields)
        if fault:
            return ParsedNotification(notify_id=notify_id, fault=fault)
        return _told(fields, notify_id=notify_id)

    def download_statement(self, day: date, into: BinaryIO) -> StatementOutcome:
        with tempfile.TemporaryFile() as kept:

            def ask(fields: Mapping[str, str]) -> FileAnswer:
                url = self._urls["file_url"]
                http_download(url, form=self._signed(fields), into=kept, max_bytes=_MAX_FILE_BYTES)
                answer = read_file_answer(kept)
                self._check_signed(answer.fields, file=answer.content)
                return answer

            return download_statement(ask=ask, day=day, into=into)

    def read_statement(self, file: BinaryIO) -> Iterator[StatementLine]:
        return read_statement(file)

    def _fault(self, fields: Mapping[str, str]) -> NotificationFault:
        signer = self._signer(fields)
        if signer is None:
            return NotificationFault.UNKNOWN_KEY
        if not is_signed(fields, by=signer):
            return NotificationFault.BAD_SIGNATURE
        if fields.get("merId") != self._mer_id:
            return NotificationFault.WRONG_MERCHANT
        return NotificationFault.NONE

    def _signer(self, fields: Mapping[str, str]) -> rsa.RSAPublicKey | None:
        return signer_of(fields, trust=self._trust, at=timezone.now())

    def _ask(self, order_id: str, txn_time: datetime) -> dict[str, str]:
        fields = {
            "txnType": "00",
            "txnSubType": "00",
            "bizType": _NO_BUSINESS,
            "orderId": order_id,
            "txnTime": stamp(txn_time),
        }
        return self._call(self._urls["query_url"], fields)

    def _call(self, url: str, fields: Mapping[str, str]) -> dict[str, str]:
        """Post a signed form and return its signed answer."""
        answer = read_answer(http_post(url, data=self._signed(fields), max_bytes=_MAX_BYTES).text)
        self._check_signed(answer)
        return answer

    def _check_signed(self, answer: Mapping[str, str], *, file: Stretch | None = None) -> None:
        """Believe nobody else who answers."""
        signer = self._signer(answer)
        is_theirs = signer is not None and is_signed(answer, by=signer, file=file)
        if not is_theirs or not answer.get("respCode"):
            raise ProviderAnswerInvalid

    def _check_ours(self, answer: Mapping[str, str], order_id: str, txn_time: datetime) -> None:
        ours = (self._mer_id, order_id, stamp(txn_time))
        if (answer.get("merId"), answer.get("orderId"), answer.get("txnTime")) != ours:
            raise ProviderAnswerInvalid

    def _signed(self, fields: Mapping[str, str]) -> dict[str, str]:
        common = {
            "version": "5.1.0",
            "encoding": "UTF-8",
            "signMethod": "01",
            "certId": self._key.cert_id,
            "accessType": "0",
            "merId": self._mer_id,
        }
        whole = common | dict(fields)
        return whole | {"signature": sign(whole, self._key.key)}


def _form_in(body: bytes, headers: Mapping[str, str]) -> dict[str, str]:
    content_type = headers.get("Content-Type", "")
    if content_type.partition(";")[0].strip().lower() != _FORM:
        return {}
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=100)
    except (UnicodeDecodeError, ValueError):
        return {}
    fields = dict(pairs)
    return fields if len(fields) == len(pairs) else {}


def _told(fields: Mapping[str, str], *, notify_id: str) -> ParsedNotification:
    kind, code = fields.get("txnType"), fields.get("respCode", "")
    if kind == CONSUME:
        return ParsedNotification(notify_id=notify_id, report=_trade_report(fields, code=code))
    amount = yuan(fields.get("txnAmt"))
    if kind not in {REFUND, UNDO}:
        return ParsedNotification(notify_id=notify_id)
    if amount is None or fields.get("currencyCode", _YUAN_CODE) != _YUAN_CODE:
        return ParsedNotification(notify_id=notify_id, fault=NotificationFault.MALFORMED)
    report = _refund_report(fields, code=code)
    notice = RefundNotice(out_request_no=fields["orderId"], amount=amount, report=report)
    return ParsedNotification(notify_id=notify_id, refund=notice)


def _trade_report(fields: Mapping[str, str], *, code: str) -> TradeReport:
    started_at = moment(fields.get("txnTime"))
    currency = fields.get("currencyCode") or fields.get("settleCurrencyCode", "")
    return TradeReport(
        out_trade_no=fields.get("orderId", ""),
        state=_trade_state(code),
        amount=yuan(fields.get("txnAmt")),
        currency="CNY" if currency == _YUAN_CODE else currency,
        trade_no=fields.get("queryId", "")[:64],
        payer=fields.get("accNo", "")[:80],
        paid_at=moment_of_trace(fields.get("traceTime"), near=started_at),
        failure_code="" if code in IS_DONE else code[:64],
        try_mark=_try_mark(fields, code),
        started_at=started_at,
    )


def _try_mark(fields: Mapping[str, str], code: str) -> str:
    """Name one card's try: the cashier of a trade stays open for the next card."""
    parts = [fields.get(name, "") for name in ("queryId", "traceNo", "traceTime")]
    return "-".join([*parts, code])[:100] if any(parts) else ""


def _trade_state(code: str) -> TradeState:
    if code in IS_DONE:
        return TradeState.PAID
    # A card that was refused leaves the cashier open: another card may pay until payTimeout.
    return TradeState.UNKNOWN if code in IS_UNKNOWN or not code else TradeState.WAITING


def _refund_report(fields: Mapping[str, str], *, code: str) -> RefundReport:
    if code in IS_DONE:
        near = moment(fields.get("txnTime"))
        done_at = moment_of_trace(fields.get("traceTime"), near=near)
        return RefundReport(state=RefundState.DONE, done_at=done_at)
    if code in IS_UNKNOWN or not code:
        return RefundReport(state=RefundState.PENDING, code=code)
    return RefundReport(state=RefundState.REFUSED, code=code[:64], number_is_spent=True)


def _can_be_undone(request: RefundRequest, now: datetime) -> bool:
    """Say whether the whole of a trade goes back on its own clearing day.

    The whole of it: so nothing went back before, which an undo would not allow.
    """
    is_whole: bool = request.amount == request.total
    day = clearing_day(request.captured_at)
    return is_whole and day == clearing_day(now) == clearing_day(now + _BEFORE_THE_CUT)
