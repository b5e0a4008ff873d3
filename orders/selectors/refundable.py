"""What of an order's lines can still be given back."""

from django.db.models import Q, QuerySet, Sum

from orders.models import LineRefund, Order, OrderLine
from orders.shares import Returned
from payments.models import RefundProposal

_CARRIED = Sum("pieces", filter=Q(with_freight=True), default=0)


def returned_of(lines: list[OrderLine]) -> dict[int, Returned]:
    """Return what was given back of each line or is asked for, which nobody may ask for again."""
    rows = (
        LineRefund.objects.filter(line__in=lines)
        .exclude(state=LineRefund.State.DECLINED)
        .order_by()
        .values_list("line")
        .annotate(all=Sum("pieces"), carried=_CARRIED, paid=Sum("goods"), freight=Sum("freight"))
    )
    known = {
        line_id: Returned(pieces=pieces, carried=carried, goods=goods, freight=freight)
        for line_id, pieces, carried, goods, freight in rows
    }
    return {line.pk: known.get(line.pk, Returned()) for line in lines}


def refunds_to_follow(order: Order) -> QuerySet[LineRefund]:
    """Return what was approved and is not yet taken out of what is to be shipped."""
    approved = RefundProposal.objects.filter(
        plan__reference=order.number, state=RefundProposal.State.APPROVED
    )
    return LineRefund.objects.filter(
        line__order=order, kept_back=None, cause_key__in=approved.values("cause_key")
    )


def refundable_pieces(line: OrderLine, already: Returned) -> int:
    """Return how many pieces of a line nobody has asked the money back for."""
    return line.quantity - max(line.refunded_quantity, already.pieces)
