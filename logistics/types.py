"""Values of freight, shipments and tracks that cross the app's border."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from shop.common.money import ZERO

THE_COUNTRY: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FreightLine:
    """Goods to be sent: weight and volume of one piece, the amount of the whole line."""

    line_key: int
    product_id: int
    quantity: int
    amount: Decimal
    weight_grams: int
    volume_cm3: int

    def __post_init__(self) -> None:
        if self.amount < 0 or self.quantity < 1 or min(self.weight_grams, self.volume_cm3) < 0:
            raise ValueError(f"line {self.line_key} cannot be sent: {self}")


@dataclass(frozen=True, kw_only=True)
class QuoteStep:
    """One rule that was looked at: what it adds or takes off, or why it did not apply.

    Kinds: first, next, free, remote, method. The amounts of all steps sum to the freight.
    """

    kind: str
    label: str
    amount: Decimal
    applied: bool = True
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class NotServed:
    """A line that cannot be sent to this place, and why."""

    line_key: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class FreightQuote:
    """What delivery costs, why, and each line's part of it; lines not served are left out."""

    total: Decimal = ZERO
    steps: tuple[QuoteStep, ...] = ()
    not_served: tuple[NotServed, ...] = ()
    shares: dict[int, Decimal] = field(default_factory=dict)

    @property
    def is_served(self) -> bool:
        return not self.not_served


@dataclass(frozen=True, kw_only=True)
class DeliveryChoice:
    """A way of delivery that a shopper can choose."""

    code: str
    name: str
    promise: str
    surcharge: Decimal


@dataclass(frozen=True, kw_only=True)
class ZoneTerms:
    """The terms of one zone, to be saved. Without regions it is the rest of the country."""

    name: str
    regions: tuple[str, ...] = THE_COUNTRY
    is_served: bool = True
    first_quantity: Decimal = Decimal(1)
    first_fee: Decimal = ZERO
    next_quantity: Decimal = Decimal(1)
    next_fee: Decimal = ZERO
    remote_surcharge: Decimal = ZERO
    free_when: str = "never"
    free_amount: Decimal | None = None
    free_pieces: int | None = None
    free_covers_surcharge: bool = False


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
    to_take_out: int


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

    @property
    def to_take_out(self) -> int:
        return sum(line.to_take_out for line in self.lines)
