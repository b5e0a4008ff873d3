"""What catalog tells the others."""

from dataclasses import dataclass

from shop.common.events import Event


@dataclass(frozen=True, kw_only=True)
class ProductListed(Event):
    """A product can be bought or reserved from now on.

    Not sent when a listed one changes to pre-sale or back.
    """

    product_id: int


@dataclass(frozen=True, kw_only=True)
class ProductTakenDown(Event):
    """A product that was listed cannot be bought any more. Not sent when it is merely sold out.

    `occasion` is this one taking down, for whoever tells people of it once.
    """

    product_id: int
    reason: str
    occasion: str = ""
    was_pre_sale: bool = False


@dataclass(frozen=True, kw_only=True)
class PriceChanged(Event):
    """The effective price of a SKU changed. Not sent when a price is only planned."""

    sku_id: int
