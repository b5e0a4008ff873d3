"""Reads of the cart."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Sum

from orders.models import CartLine
from orders.models.cart import CartLineQuerySet
from orders.selectors.quoting import Destination, Goods, goods_of, quote_order
from orders.types import (
    CartLineView,
    CartOwner,
    CartView,
    LineProblem,
    OrderQuote,
    ProblemKind,
    WantedSku,
)

_APART = {
    ProblemKind.GONE, ProblemKind.SOLD_OUT, ProblemKind.NOT_SERVED, ProblemKind.NOT_SOLD,
}  # fmt: skip


def cart_count(owner: CartOwner) -> int:
    """Return the pieces in a cart; costs nothing without an owner."""
    if not owner.is_known:
        return 0
    total = CartLine.objects.owned_by(owner).aggregate(pieces=Sum("quantity"))["pieces"]
    return int(total or 0)


def cart_view(owner: CartOwner, *, to: Destination, at: datetime) -> CartView:
    """Return a cart with what is wrong with its lines and what its selection costs."""
    rows = list(cart_lines(owner))
    goods = goods_of([row.sku_id for row in rows], at=at, with_stock=True)
    chosen = [_wanted(row) for row in rows if row.is_selected]
    quote = quote_order(goods, chosen, to=to, at=at, customer_id=owner.user_id)
    views = _views(rows, goods, quote)
    return CartView(
        version=rows[0].cart.version if rows else 0,
        lines=tuple(view for view in views if not _is_apart(view.problem)),
        invalid_lines=tuple(view for view in views if _is_apart(view.problem)),
        quote=quote,
        pieces=sum(row.quantity for row in rows),
    )


def cart_lines(owner: CartOwner) -> CartLineQuerySet:
    """Return the lines of a cart, the newest first, with their cart."""
    lines = CartLine.objects.owned_by(owner).select_related("cart")
    return lines.order_by("-added_at", "-pk")


def _wanted(row: CartLine) -> WantedSku:
    return WantedSku(sku_id=row.sku_id, quantity=row.quantity)


def _is_apart(problem: LineProblem | None) -> bool:
    return problem is not None and problem.kind in _APART


def _views(rows: Sequence[CartLine], goods: Goods, quote: OrderQuote) -> list[CartLineView]:
    unserved = {problem.sku_id: problem for problem in quote.problems}
    return [
        _view(row, goods, goods.problem(_wanted(row)) or unserved.get(row.sku_id))
        for row in rows
        if row.sku_id in goods.cards
    ]


def _view(row: CartLine, goods: Goods, problem: LineProblem | None) -> CartLineView:
    price = goods.prices.get(row.sku_id)
    return CartLineView(
        line_id=row.pk,
        card=goods.cards[row.sku_id],
        quantity=row.quantity,
        is_selected=row.is_selected,
        unit_price=price.sale if price else None,
        list_price=price.list_price if price else None,
        available=(goods.available or {}).get(row.sku_id, 0),
        problem=problem,
        added_at=row.added_at,
    )
