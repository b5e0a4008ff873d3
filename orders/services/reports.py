"""What follows from an order's news, after the fact."""

from collections import Counter

from django.db import transaction

from catalog.services.listing import add_sold
from orders.messages import PLACED
from orders.models import Order, OrderLine
from orders.services.notices import tell_customer


@transaction.atomic
def tell_order_placed(*, order_id: int) -> None:
    """Tell the customer until when to pay, unless the order is settled already."""
    order = Order.objects.get(pk=order_id)
    if not order.is_payable:
        return
    tell_customer(
        order=order,
        kind=PLACED,
        params={"total": f"¥{order.total}", "pay_by": order.pay_by},
        at=order.placed_at,
    )


@transaction.atomic
def count_sold(*, order_id: int) -> None:
    """Add an order's pieces to what its products sold, in the order of their ids."""
    sold: Counter[int] = Counter()
    lines = OrderLine.objects.filter(order_id=order_id, kind=OrderLine.Kind.SALE)
    for product_id, quantity in lines.values_list("sku__product_id", "quantity"):
        sold[product_id] += quantity
    for product_id in sorted(sold):
        add_sold(product_id=product_id, quantity=sold[product_id])
