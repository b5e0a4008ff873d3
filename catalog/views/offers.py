"""The offer of a product page: the chosen SKU, its options, the reasons of its price."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from catalog.selectors.products import ProductPage
from catalog.types import Dimension, Option, SkuChoice, SkuPriceView
from shop.common.price_periods import price_period

FEW = 10
MANY = 999


@dataclass(frozen=True, kw_only=True)
class OptionView:
    """One value as a link to the SKU that choosing it leads to; `reason` says why it is greyed."""

    option: Option
    sku_id: int
    is_chosen: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class DimensionView:
    code: str
    name: str
    options: list[OptionView]


@dataclass(frozen=True, kw_only=True)
class PriceStep:
    """One reason of the price, as the "why" component shows it."""

    label: str
    amount: Decimal
    reason: str
    applied: bool = True


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A product with one SKU chosen; `available` are the saleable pieces by SKU."""

    page: ProductPage
    chosen: SkuChoice | None
    available: Mapping[int, int]

    @property
    def price(self) -> SkuPriceView | None:
        return self.chosen.price if self.chosen else None

    @property
    def quantity(self) -> int:
        return self._left(self.chosen) if self.chosen else 0

    @property
    def is_buyable(self) -> bool:
        return self.quantity > 0

    @property
    def most(self) -> int:
        return max(1, min(MANY, self.quantity))

    @property
    def stock_words(self) -> str:
        return _stock_words(self.chosen, self.quantity)

    @property
    def period_words(self) -> str:
        return period_words(self.price) if self.price else ""

    @property
    def list_period_words(self) -> str:
        return list_period_words(self.price) if self.price else ""

    @property
    def price_steps(self) -> list[PriceStep]:
        return _price_steps(self.price) if self.price else []

    @property
    def dimensions(self) -> list[DimensionView]:
        return [self._dimension(dimension) for dimension in self.page.dimensions]

    def _dimension(self, dimension: Dimension) -> DimensionView:
        options = [self._option(dimension.code, option) for option in dimension.options]
        return DimensionView(code=dimension.code, name=dimension.name, options=options)

    def _option(self, code: str, option: Option) -> OptionView:
        chosen = self.chosen.values if self.chosen else {}
        wanted = {**chosen, code: option.value_id}
        exact = next((sku for sku in self.page.choices if sku.values == wanted), None)
        return OptionView(
            option=option,
            sku_id=(exact or self._nearest(wanted, code)).sku_id,
            is_chosen=chosen.get(code) == option.value_id,
            reason=self._why_not(exact, wanted),
        )

    def _nearest(self, wanted: Mapping[str, int], code: str) -> SkuChoice:
        fitting = [sku for sku in self.page.choices if sku.values.get(code) == wanted[code]]

        def nearness(sku: SkuChoice) -> tuple[int, bool]:
            kept = sum(sku.values.get(name) == value for name, value in wanted.items())
            return kept, self._left(sku) > 0

        return max(fitting, key=nearness)

    def _why_not(self, sku: SkuChoice | None, wanted: Mapping[str, int]) -> str:
        if sku is None:
            return (
                _("No longer sold")
                if wanted in self.page.withdrawn
                else _("Not made in this combination")
            )
        if sku.price is None:
            return _("Not for sale yet")
        return "" if self._left(sku) else _("Sold out")

    def _left(self, sku: SkuChoice) -> int:
        return self.available.get(sku.sku_id, 0) if sku.price else 0

    def as_data(self, pictures: Mapping[int, tuple[int, str]]) -> dict[str, object]:
        """Give the SKU picker what it needs; `pictures` are place and address by value id."""
        return {
            "selected": self.chosen.sku_id if self.chosen else None,
            "attributes": [dimension.code for dimension in self.page.dimensions],
            "skus": [self._sku_data(sku, pictures) for sku in self.page.choices],
            "withdrawn": [_as_text(values) for values in self.page.withdrawn],
            "words": {
                "not_made": _("Not made in this combination"),
                "withdrawn": _("No longer sold"),
            },
        }

    def _sku_data(
        self, sku: SkuChoice, pictures: Mapping[int, tuple[int, str]]
    ) -> dict[str, object]:
        place, address = next(
            (pictures[value] for value in sku.values.values() if value in pictures), (0, "")
        )
        price = sku.price
        left = self._left(sku)
        return {
            "id": sku.sku_id,
            "code": sku.code,
            "values": _as_text(sku.values),
            "price": str(price.sale) if price else "",
            "list_price": str(price.list_price) if price and price.list_price else None,
            "list_period": list_period_words(price) if price else "",
            "available": left,
            "why_not": self._why_not(sku, sku.values),
            "stock": _stock_words(sku, left),
            "picture": place,
            "picture_url": address,
        }


def _as_text(values: Mapping[str, int]) -> dict[str, str]:
    return {code: str(value) for code, value in values.items()}


def make_offer(page: ProductPage, available: Mapping[int, int], wanted: str) -> Offer:
    """Choose the SKU that the address names, else the first that can be bought."""
    named = (sku for sku in page.choices if wanted == str(sku.sku_id))
    buyable = (sku for sku in page.choices if sku.price and available.get(sku.sku_id))
    chosen = next(named, None) or next(buyable, None) or next(iter(page.choices), None)
    return Offer(page=page, chosen=chosen, available=available)


def period_words(price: SkuPriceView) -> str:
    """Say from when to when the price is valid."""
    return price_period(price.valid_from, price.valid_to)


def list_period_words(price: SkuPriceView) -> str:
    """Say from when to when the list price is valid."""
    return price_period(price.listed_from, price.listed_to)


def _price_steps(price: SkuPriceView) -> list[PriceStep]:
    period = period_words(price)
    if price.list_price is None:
        return [PriceStep(label=_("Selling price"), amount=price.sale, reason=period)]
    return [
        PriceStep(label=_("List price"), amount=price.list_price, reason=list_period_words(price)),
        PriceStep(
            label=_("Reduced by the shop"), amount=price.sale - price.list_price, reason=period
        ),
        PriceStep(label=_("You pay"), amount=price.sale, reason=_("The same price for everybody")),
    ]


def _stock_words(sku: SkuChoice | None, quantity: int) -> str:
    if sku is None or sku.price is None:
        return _("Not for sale yet")
    if quantity < 1:
        return _("Sold out")
    if quantity <= FEW:
        return _("Only %(count)s left") % {"count": quantity}
    if quantity > MANY:
        return _("In stock, more than %(count)s") % {"count": MANY}
    return _("In stock, %(count)s pieces") % {"count": quantity}
