"""What lines cost, delivered: prices, discounts and freight in one answer, with its reasons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from catalog.selectors.prices import current_prices
from catalog.selectors.sales_regions import not_sold_in
from catalog.selectors.skus import sku_cards
from catalog.types import SkuCard, SkuPriceView
from inventory.selectors.availability import available_quantities
from logistics.selectors.freight import freight_quote
from logistics.types import FreightLine, FreightQuote
from marketing.selectors.pricing import price_basket
from marketing.types import Basket, BasketLine, Quote, QuoteShare, QuoteStep
from orders.types import LineProblem, OrderQuote, ProblemKind, QuotedLine, WantedSku
from shop.common.money import ZERO
from shop.common.selectors import region_path

FREIGHT = "freight"


@dataclass(frozen=True, kw_only=True)
class Goods:
    """What is known of some SKUs; `available` is None where stock was not asked for."""

    cards: Mapping[int, SkuCard]
    prices: Mapping[int, SkuPriceView]
    available: Mapping[int, int] | None

    def problem(self, wanted: WantedSku) -> LineProblem | None:
        """Say why so many pieces cannot be ordered, wherever they go."""
        card = self.cards.get(wanted.sku_id)
        if card is None or not card.is_on_sale or wanted.sku_id not in self.prices:
            return LineProblem(
                sku_id=wanted.sku_id,
                kind=ProblemKind.GONE,
                message=_("This article is not for sale any more."),
            )
        if self.available is None:
            return None
        return _shortage(wanted, self.available.get(wanted.sku_id, 0))


@dataclass(frozen=True, kw_only=True)
class Destination:
    """Where to and how; without a district no freight is quoted."""

    district_code: str = ""
    method_code: str = ""


def goods_of(sku_ids: Iterable[int], *, at: datetime, with_stock: bool) -> Goods:
    """Load cards, prices and, if asked, saleable stock of SKUs."""
    ids = list(sku_ids)
    if not ids:
        return Goods(cards={}, prices={}, available={})
    return Goods(
        cards=sku_cards(ids),
        prices=current_prices(ids, at),
        available=available_quantities(ids) if with_stock else None,
    )


def quote_order(
    goods: Goods,
    wanted: Sequence[WantedSku],
    *,
    to: Destination,
    at: datetime,
    customer_id: int | None = None,
) -> OrderQuote:
    """Quote lines to a destination. Lines with a problem are told of and not counted."""
    unsold = _unsold(goods, wanted, to)
    found = [goods.problem(line) or unsold.get(line.sku_id) for line in wanted]
    problems = [problem for problem in found if problem is not None]
    sound = [line for line, problem in zip(wanted, found, strict=True) if problem is None]
    quote, freight = _priced(goods, sound, to=to, at=at, customer_id=customer_id)
    if freight is not None and freight.not_served:
        problems += _not_served(freight)
        unserved = {problem.sku_id for problem in problems}
        sound = [line for line in sound if line.sku_id not in unserved]
        quote, freight = _priced(goods, sound, to=to, at=at, customer_id=customer_id)
    return _order_quote(goods, sound, problems, quote, freight)


def _unsold(goods: Goods, wanted: Sequence[WantedSku], to: Destination) -> dict[int, LineProblem]:
    """Say of which SKUs that their product is not sold where they should go."""
    cards = [goods.cards[line.sku_id] for line in wanted if line.sku_id in goods.cards]
    narrow = {card.product_id for card in cards if not card.is_sold_everywhere}
    if not narrow or not to.district_code:
        return {}
    refused = not_sold_in(narrow, to.district_code)
    message = _("This product is not sold in %(place)s.") % {"place": region_path(to.district_code)}
    return {
        card.sku_id: LineProblem(sku_id=card.sku_id, kind=ProblemKind.NOT_SOLD, message=message)
        for card in cards
        if card.product_id in refused
    }


def _shortage(wanted: WantedSku, available: int) -> LineProblem | None:
    if wanted.quantity <= available:
        return None
    if available <= 0:
        return LineProblem(sku_id=wanted.sku_id, kind=ProblemKind.SOLD_OUT, message=_("Sold out."))
    message = _("Only %(count)s left; you wanted %(wanted)s.")
    return LineProblem(
        sku_id=wanted.sku_id,
        kind=ProblemKind.SHORT,
        message=message % {"count": available, "wanted": wanted.quantity},
        possible=available,
    )


def _priced(
    goods: Goods,
    wanted: Sequence[WantedSku],
    *,
    to: Destination,
    at: datetime,
    customer_id: int | None,
) -> tuple[Quote, FreightQuote | None]:
    lines = tuple(_basket_line(goods, line) for line in wanted)
    quote = price_basket(Basket(lines=lines, at=at, customer_id=customer_id))
    if not wanted or not to.district_code:
        return quote, None
    payable = {line.key: line.payable for line in quote.lines}
    freight = freight_quote(
        district_code=to.district_code,
        method_code=to.method_code,
        lines=[_freight_line(goods, line, payable[line.sku_id]) for line in wanted],
    )
    return quote, freight


def _basket_line(goods: Goods, wanted: WantedSku) -> BasketLine:
    price = goods.prices[wanted.sku_id]
    return BasketLine(
        key=wanted.sku_id,
        sku_id=wanted.sku_id,
        product_id=goods.cards[wanted.sku_id].product_id,
        quantity=wanted.quantity,
        unit_price=price.sale,
        list_price=price.list_price,
    )


def _freight_line(goods: Goods, wanted: WantedSku, payable: Decimal) -> FreightLine:
    card = goods.cards[wanted.sku_id]
    return FreightLine(
        line_key=wanted.sku_id,
        product_id=card.product_id,
        quantity=wanted.quantity,
        amount=payable,
        weight_grams=card.weight_grams,
        volume_cm3=card.volume_cm3,
    )


def _not_served(freight: FreightQuote) -> list[LineProblem]:
    return [
        LineProblem(sku_id=refusal.line_key, kind=ProblemKind.NOT_SERVED, message=refusal.reason)
        for refusal in freight.not_served
    ]


def _order_quote(
    goods: Goods,
    sound: Sequence[WantedSku],
    problems: Sequence[LineProblem],
    quote: Quote,
    freight: FreightQuote | None,
) -> OrderQuote:
    discounts = {line.key: line.discount for line in quote.lines}
    return OrderQuote(
        lines=tuple(_quoted_line(goods, line, discounts[line.sku_id]) for line in sound),
        problems=tuple(problems),
        goods_total=quote.goods_total,
        discount_total=quote.discount_total,
        freight_total=freight.total if freight else ZERO,
        has_freight=freight is not None,
        steps=quote.steps + _freight_steps(freight),
        shares=quote.shares + _freight_shares(freight),
    )


def _quoted_line(goods: Goods, wanted: WantedSku, discount: Decimal) -> QuotedLine:
    price = goods.prices[wanted.sku_id]
    return QuotedLine(
        card=goods.cards[wanted.sku_id],
        quantity=wanted.quantity,
        unit_price=price.sale,
        list_price=price.list_price,
        discount=discount,
    )


def _freight_steps(freight: FreightQuote | None) -> tuple[QuoteStep, ...]:
    steps = freight.steps if freight else ()
    return tuple(
        QuoteStep(
            kind=step.kind,
            label=step.label,
            amount=step.amount,
            applied=step.applied,
            reason=step.reason,
        )
        for step in steps
    )


def _freight_shares(freight: FreightQuote | None) -> tuple[QuoteShare, ...]:
    shares = freight.shares if freight else {}
    return tuple(
        QuoteShare(
            line_key=int(key),
            source=FREIGHT,
            source_key="",
            source_version=1,
            label=_("Freight"),
            amount=amount,
        )
        for key, amount in sorted(shares.items())
        if amount
    )
