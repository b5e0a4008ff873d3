"""Values of shipments and tracks that cross the app's border."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class PlannedPiece:
    """Pieces of one order line that one warehouse is to send."""

    line_id: int
    sku_id: int
    warehouse_id: int
    quantity: int
    title: str
    sku_name: str = ""


@dataclass(frozen=True, kw_only=True)
class TrackStep:
    """One line of a track, in our own states."""

    at: datetime
    text: str
    state: str = ""
    location: str = ""


@dataclass(frozen=True, kw_only=True)
class Track:
    """What a provider knows of a parcel; `state` is one of Parcel.State."""

    state: str
    steps: list[TrackStep] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class ParcelView:
    """A parcel with its track, newest step first."""

    id: int
    carrier: str
    carrier_code: str
    waybill: str
    query_url: str
    state: str
    state_label: str
    steps: list[TrackStep]


@dataclass(frozen=True, kw_only=True)
class ShipmentLineView:
    line_id: int
    sku_id: int
    title: str
    sku_name: str
    quantity: int


@dataclass(frozen=True, kw_only=True)
class ShipmentView:
    """A shipment as order pages show it."""

    id: int
    number: str
    reference: str
    warehouse_id: int
    warehouse: str
    state: str
    state_label: str
    dispatched_at: datetime | None
    delivered_at: datetime | None
    lines: list[ShipmentLineView]
    parcels: list[ParcelView]
