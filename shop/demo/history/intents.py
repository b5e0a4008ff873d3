"""What people meant to do in the weeks before today, each with its time.

The loader carries them out through the shop's own operations; whether an order is held, or from
where it ships, the shop decides.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class View:
    at: datetime
    page: str  # home, category, product, search, cart, checkout
    subject: str = ""  # slug of a category, key of a product, words of a search


@dataclass(frozen=True, kw_only=True)
class Visit:
    at: datetime
    visitor: str
    session: str
    phone: str  # empty: nobody signed in
    source: str
    campaign: str
    device: str
    province: str
    views: tuple[View, ...]


@dataclass(frozen=True, kw_only=True)
class StockArrives:
    at: datetime
    sku_key: str
    warehouse: str
    quantity: int


@dataclass(frozen=True)
class Wish:
    sku_key: str
    quantity: int


@dataclass(frozen=True, kw_only=True)
class PlaceOrder:
    at: datetime
    key: str
    phone: str
    address: int  # which of the shopper's addresses
    wishes: tuple[Wish, ...]
    method: str
    remark: str


@dataclass(frozen=True, kw_only=True)
class PayOrder:
    at: datetime
    key: str


@dataclass(frozen=True, kw_only=True)
class LetLapse:
    """Nobody paid: the shop closes the order at its deadline."""

    at: datetime
    key: str


@dataclass(frozen=True, kw_only=True)
class CancelOrder:
    """The shopper cancels; what was paid goes back."""

    at: datetime
    key: str


@dataclass(frozen=True, kw_only=True)
class DecideHeld:
    """An operator looks at the order, if the check held it."""

    at: datetime
    key: str
    approve: bool
    note: str


@dataclass(frozen=True, kw_only=True)
class ShipOrder:
    """The warehouse hands the parcels over; a split order takes the further numbers."""

    at: datetime
    key: str
    carrier: str
    waybills: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DeliverOrder:
    at: datetime
    key: str


@dataclass(frozen=True, kw_only=True)
class ReceiveOrder:
    """The shopper confirms the receipt, or the shop does after its 15 days."""

    at: datetime
    key: str
    by_shopper: bool


Intent = (
    Visit
    | StockArrives
    | PlaceOrder
    | PayOrder
    | LetLapse
    | CancelOrder
    | DecideHeld
    | ShipOrder
    | DeliverOrder
    | ReceiveOrder
)
