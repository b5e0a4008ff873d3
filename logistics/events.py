"""What happens to goods on their way."""

from dataclasses import dataclass
from datetime import datetime

from shop.common.events import Event


@dataclass(frozen=True, kw_only=True)
class ShipmentDispatched(Event):
    """A parcel left a warehouse with its number. Sent once per shipment."""

    reference: str
    shipment_id: int
    carrier: str
    waybill: str
    query_url: str
    dispatched_at: datetime


@dataclass(frozen=True, kw_only=True)
class ParcelMoved(Event):
    """A parcel reached another state. Not sent for further lines in the same state."""

    reference: str
    shipment_id: int
    parcel_id: int
    state: str
    text: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ShipmentDelivered(Event):
    """Every parcel of a shipment was delivered."""

    reference: str
    shipment_id: int
    delivered_at: datetime


@dataclass(frozen=True, kw_only=True)
class ShipmentReturned(Event):
    """A shipment came back undelivered."""

    reference: str
    shipment_id: int
    at: datetime
