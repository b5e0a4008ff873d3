"""What a gateway offers that can send a stuck refund another way. Sibling: wechat."""

from typing import Protocol, runtime_checkable

from payments.types import OtherWay, RefundReport, RefundRequest


@runtime_checkable
class ReroutesRefunds(Protocol):
    """A gateway that holds what could not be given back, until it is told where to send it."""

    def query_refund(self, request: RefundRequest) -> RefundReport:
        """Ask what became of a refund; names the gateway's own number of it."""

    def reroute_refund(
        self, request: RefundRequest, *, gateway_number: str, way: OtherWay
    ) -> RefundReport:
        """Send a stuck refund another way; REFUSED says that it stays where it is.

        `gateway_number` is the gateway's own. Raises ProviderUnavailable where the outcome is
        unknown: ask before it is repeated.
        """
