"""What the shop asks of a gateway. One module per provider; sibling to copy: alipay.py."""

from collections.abc import Mapping
from typing import Protocol

from django.utils.functional import Promise

from payments.types import (
    ParsedNotification,
    PayRequest,
    RefundReport,
    RefundRequest,
    TradeReport,
)


class Gateway(Protocol):
    """A provider that collects money.

    Every call but `pay_url` and `parse_notification` uses the network: it refuses to run inside a
    transaction and raises ProviderUnavailable when the outcome is unknown.
    """

    code: str
    success_answer: str
    failure_answer: str

    @property
    def label(self) -> str | Promise:
        """Return the name that shoppers know."""

    def pay_url(self, request: PayRequest) -> str:
        """Return the address to which the payer's browser goes; built without the network."""

    def query(self, out_trade_no: str) -> TradeReport:
        """Ask what became of a trade."""

    def close(self, out_trade_no: str) -> TradeReport:
        """Close an unpaid trade; reports PAID when it was paid before."""

    def refund(self, request: RefundRequest) -> RefundReport:
        """Ask for money back; safe to repeat with the same number and amount."""

    def query_refund(self, request: RefundRequest) -> RefundReport:
        """Ask what became of a refund."""

    def parse_notification(self, body: bytes, headers: Mapping[str, str]) -> ParsedNotification:
        """Judge signature, app and merchant; amounts are judged against our own record."""
