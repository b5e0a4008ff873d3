"""What orders tell the others."""

from dataclasses import dataclass
from datetime import datetime

from shop.common.events import Event


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(Event):
    """An order was written and its stock reserved. Not sent for a repeated submit."""

    order_id: int
    number: str


@dataclass(frozen=True, kw_only=True)
class OrderPaid(Event):
    """The whole total has arrived. Not sent for instalments, nor for a cancelled order."""

    order_id: int
    number: str


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(Event):
    """An order was given up before anything shipped. Not sent when it is closed after shipping."""

    order_id: int
    number: str
    reason: str
    was_paid: bool = False


@dataclass(frozen=True, kw_only=True)
class OrderHeld(Event):
    """The order check wants a person. Not sent again while the order stays held."""

    order_id: int
    number: str


@dataclass(frozen=True, kw_only=True)
class OrderApproved(Event):
    """The order check was passed, by the rules or by a person."""

    order_id: int
    number: str


@dataclass(frozen=True, kw_only=True)
class OrderShipped(Event):
    """A shipment of the order has left; sent once per shipment."""

    order_id: int
    number: str
    shipment_id: int


@dataclass(frozen=True, kw_only=True)
class OrderDelivered(Event):
    """All shipments of the order were delivered, as the carriers say."""

    order_id: int
    number: str


@dataclass(frozen=True, kw_only=True)
class OrderReceived(Event):
    """The customer confirmed the receipt, or it was confirmed when the time had passed."""

    order_id: int
    number: str


@dataclass(frozen=True, kw_only=True)
class OrderCompleted(Event):
    """The order is over and well. Not sent for cancelled or closed ones."""

    order_id: int
    number: str


@dataclass(frozen=True, kw_only=True)
class SuspicionChanged(Event):
    """An order became a suspected fake one, or was cleared: figures that were made count it wrong.

    Not sent when staff confirm what the rules suspected.
    """

    order_id: int
    number: str
    placed_at: datetime
