"""What the checkout page shows: the selected lines, quoted to an address."""

from dataclasses import dataclass
from datetime import datetime

from catalog.types import SkuCard
from orders.selectors.cart import cart_lines
from orders.selectors.quoting import Destination, Goods, goods_of, quote_order
from orders.types import CartOwner, OrderQuote, Text, WantedSku


@dataclass(frozen=True, kw_only=True)
class ProblemLine:
    """A line that is not part of the quote; a blocking one must be settled first."""

    card: SkuCard
    message: Text
    is_blocking: bool


@dataclass(frozen=True, kw_only=True)
class CheckoutView:
    """`version` is the cart's: an order is placed only from the cart that was shown."""

    version: int
    quote: OrderQuote
    problems: tuple[ProblemLine, ...]


def checkout_view(user_id: int, *, to: Destination, at: datetime) -> CheckoutView | None:
    """Return the selection of a customer's cart with its price; nothing when none is selected."""
    rows = [row for row in cart_lines(CartOwner(user_id=user_id)) if row.is_selected]
    if not rows:
        return None
    goods = goods_of([row.sku_id for row in rows], at=at, with_stock=True)
    wanted = [WantedSku(sku_id=row.sku_id, quantity=row.quantity) for row in rows]
    quote = quote_order(goods, wanted, to=to, at=at, customer_id=user_id)
    return CheckoutView(
        version=rows[0].cart.version, quote=quote, problems=_problem_lines(goods, quote)
    )


def _problem_lines(goods: Goods, quote: OrderQuote) -> tuple[ProblemLine, ...]:
    return tuple(
        ProblemLine(
            card=goods.cards[problem.sku_id],
            message=problem.message,
            is_blocking=problem in quote.blocking,
        )
        for problem in quote.problems
        if problem.sku_id in goods.cards
    )
