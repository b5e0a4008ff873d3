"""What the shop asks of a gateway. One module per provider; sibling to copy: alipay.py."""

from collections.abc import Mapping
from typing import Protocol

from django_stubs_ext import StrOrPromise

from payments.types import (
    Departure,
    Device,
    ParsedNotification,
    PayRequest,
    PayWay,
    RefundReport,
    RefundRequest,
    TradeRef,
    TradeReport,
)
from shop.common.types import ProviderConfig


class Gateway(Protocol):
    """A provider that collects money.

    Whatever uses the network refuses to run inside a transaction, and raises ProviderUnavailable
    when the outcome is unknown. `notification_type` is the content type of what it sends to us,
    `answer_type` that of what it wants to be answered.
    """

    code: str
    label: StrOrPromise
    success_answer: str
    failure_answer: str
    answer_type: str
    notification_type: str
    kept_headers: tuple[str, ...]

    def __init__(self, config: ProviderConfig) -> None:
        """Take the account's settings and secrets; without the network."""

    @staticmethod
    def ways(device: Device) -> list[PayWay]:
        """Return what it offers on a device, the best first."""

    def create(self, request: PayRequest) -> Departure:
        """Begin a trade and say where the payer goes; safe to repeat under the same number."""

    def query(self, trade: TradeRef) -> TradeReport:
        """Ask what became of a trade."""

    def close(self, trade: TradeRef) -> TradeReport:
        """Close an unpaid trade; reports PAID when it was paid before."""

    def refund(self, request: RefundRequest) -> RefundReport:
        """Ask for money back; safe to repeat with the same number and amount."""

    def query_refund(self, request: RefundRequest) -> RefundReport:
        """Ask what became of a refund."""

    def parse_notification(self, body: bytes, headers: Mapping[str, str]) -> ParsedNotification:
        """Judge signature, time, app and merchant; amounts are judged against our own record.

        Without the network. `headers` holds those named in `kept_headers`.
        """
