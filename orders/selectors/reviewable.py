"""Which order lines their buyers may review: what was received, not too long ago."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from marketing.policies import ReviewPolicies
from marketing.selectors.reviews import states_of_lines
from orders.models import Order, OrderLine
from shop.common.policies import policies


def line_reference(line: OrderLine, order_number: str) -> str:
    """Name an order line for the apps below: they know no orders."""
    return f"{order_number}-{line.pk}"


def reviewable_line(
    *, customer_id: int, order_number: str, line_id: int, at: datetime
) -> OrderLine | None:
    """Return a line that the customer bought, received and may still review."""
    since = at - timedelta(days=policies(ReviewPolicies).days_to_review)
    lines = OrderLine.objects.filter(
        pk=line_id,
        kind=OrderLine.Kind.SALE,
        order__customer=customer_id,
        order__number=order_number,
        order__fulfilment=Order.Fulfilment.RECEIVED,
        order__received_at__gte=since,
    )
    return lines.select_related("order__customer", "sku").first()


def review_states(orders: Iterable[Order]) -> dict[int, str]:
    """Return for the received lines of loaded orders how their review stands, "" without one.

    One query, or none when nothing was received.
    """
    references = {
        line.pk: line_reference(line, order.number)
        for order in orders
        if order.fulfilment == Order.Fulfilment.RECEIVED
        for line in order.lines.all()
        if line.kind == OrderLine.Kind.SALE
    }
    states = states_of_lines(references.values()) if references else {}
    return {line_id: states.get(reference, "") for line_id, reference in references.items()}
