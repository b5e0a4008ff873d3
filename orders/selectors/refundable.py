"""What of an order's lines can still be given back."""

from decimal import Decimal

from django.db.models import Sum

from orders.models import LineRefund, OrderLine
from orders.selectors.line_money import money_of
from orders.shares import returned_for
from shop.common.money import ZERO


def refundable_pieces(lines: list[OrderLine]) -> dict[int, int]:
    """Return how many pieces of each line nobody has asked the money back for."""
    asked = dict(
        LineRefund.objects.filter(line__in=lines, state=LineRefund.State.OPEN)
        .values_list("line")
        .annotate(pieces=Sum("pieces"))
    )
    return {
        line.pk: line.quantity - line.refunded_quantity - asked.get(line.pk, 0) for line in lines
    }


def amount_of(line: OrderLine, count: int) -> Decimal:
    """Return what all pieces that are left of a line give back, without freight."""
    if not count:
        return ZERO
    sold = money_of(line)
    back = returned_for(sold, already=line.quantity - count, pieces=count, with_freight=False)
    return back.goods
