"""Bank transfer: nobody to talk to. Finance finds the money on the bank's statement."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

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
    TradeRef,
    TradeReport,
    TradeState,
)
from shop.common.types import ProviderConfig

BY_HAND = "BY_HAND"


class Transfer:
    """Shows the shop's account; a refund waits until finance has paid it out by hand."""

    code = "transfer"
    label: StrOrPromise = _("Bank transfer")
    success_answer = "success"
    failure_answer = "failure"
    answer_type = "text/plain"
    notification_type = "application/x-www-form-urlencoded"
    kept_headers: tuple[str, ...] = ()

    def __init__(self, config: ProviderConfig) -> None:
        self._account = config.settings

    @staticmethod
    def ways(device: Device) -> list[PayWay]:
        return [
            PayWay(
                gateway=Transfer.code,
                product="",
                label=str(Transfer.label),
                hint=str(_("From your company's or your own account, within days")),
            )
        ]

    def create(self, request: PayRequest) -> Departure:
        fields = {
            "account_name": self._account["account_name"],
            "bank": self._account["bank"],
            "account_number": self._account["account_number"],
            "amount": f"{request.amount:.2f}",
            "remark": request.out_trade_no,
        }
        return Departure(kind=DepartureKind.TRANSFER, fields=fields)

    def query(self, trade: TradeRef) -> TradeReport:
        return TradeReport(out_trade_no=trade.out_trade_no, state=TradeState.WAITING)

    def close(self, trade: TradeRef) -> TradeReport:
        return TradeReport(out_trade_no=trade.out_trade_no, state=TradeState.CLOSED)

    def refund(self, request: RefundRequest) -> RefundReport:
        return RefundReport(state=RefundState.PENDING, code=BY_HAND)

    def query_refund(self, request: RefundRequest) -> RefundReport:
        return self.refund(request)

    def parse_notification(self, body: bytes, headers: Mapping[str, str]) -> ParsedNotification:
        return ParsedNotification(notify_id="", fault=NotificationFault.MALFORMED)
