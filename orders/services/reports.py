"""What follows from an order's news, after the fact."""

from collections import Counter

from django.db import transaction

from catalog.services.listing import add_sold
from orders.messages import PLACED
from orders.models import Order, OrderLine
from orders.services.notices import tell_customer


@transaction.atomic
def tell_order_placed(*, order_id: int) -> None:
    """Tell the customer until when to pay, unless nothing is left, or was ever, to be paid."""
    order = Order.objects.get(pk=order_id)
    if not order.is_payable or not order.total:
        return
    tell_customer(
        order=order,
        kind=PLACED,
        params={"total": f"¥{order.total}", "pay_by": order.pay_by},
        at=order.placed_at,
    )


@transaction.atomic
def count_sold(*, order_id: int) -> None:
    """Let an order's pieces count as sold as long as it is paid, not cancelled and no fake one.

    Asks what the order is now, not which news came: news may arrive twice, or the later one first.
    """
    order = Order.objects.lock(order_id)
    is_cancelled = order.state == Order.State.CANCELLED
    is_sold = order.paid_at is not None and not is_cancelled and not order.is_suspect
    if is_sold == order.counts_as_sold:
        return
    order.counts_as_sold = is_sold
    order.save(update_fields=["counts_as_sold"])
    pieces = _pieces(order_id)
    for product_id in sorted(pieces):
        add_sold(product_id=product_id, quantity=pieces[product_id] * (1 if is_sold else -1))


def _pieces(order_id: int) -> Counter[int]:
    pieces: Counter[int] = Counter()
    lines = OrderLine.objects.filter(order_id=order_id, kind=OrderLine.Kind.SALE)
    for product_id, quantity in lines.values_list("sku__product_id", "quantity"):
        pieces[product_id] += quantity
    return pieces
