"""Giving money back for pieces of an order: proposed from the frozen shares, whole or part."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F

from orders.errors import NothingToRefund
from orders.models import LineRefund, Order, OrderLine
from orders.selectors.line_money import money_of
from orders.selectors.refundable import refundable_pieces
from orders.shares import returned_for
from payments.models import RefundProposal
from payments.services.refund_proposals import propose_refund
from shop.common.money import ZERO

State = LineRefund.State
CAUSE = "lines:"


@transaction.atomic
def refund_lines(
    *,
    order_id: int,
    pieces: Mapping[int, int],
    with_freight: bool,
    note: str,
    user_id: int,
) -> RefundProposal:
    """Ask for the money of so many pieces per line; freight goes back only when it is said.

    The pieces count as asked for at once, so that nobody asks for them twice. Raises
    NothingToRefund when a line has fewer left, RefundExceedsCapture.
    """
    order = Order.objects.lock(order_id)
    lines = order.lines.select_for_update(of=("self",)).prefetch_related("shares").order_by("pk")
    wanted = {line: pieces[line.pk] for line in lines if pieces.get(line.pk)}
    if not wanted or order.payment_state not in {
        Order.PaymentState.PAID,
        Order.PaymentState.PARTLY_REFUNDED,
    }:
        raise NothingToRefund
    cause_key = f"{CAUSE}{_times(order) + 1}"
    rows = [
        _row(line, count, cause_key=cause_key, with_freight=with_freight)
        for line, count in wanted.items()
    ]
    LineRefund.objects.bulk_create(rows)
    return propose_refund(
        reference=order.number,
        amount=sum((row.goods + row.freight for row in rows), ZERO),
        cause_key=cause_key,
        user_id=user_id,
        note=note,
    )


@transaction.atomic
def settle_line_refunds(*, reference: str, cause_key: str) -> None:
    """Count the pieces whose money is back. Safe to repeat."""
    rows = LineRefund.objects.select_for_update(of=("self",)).filter(
        line__order__number=reference, cause_key=cause_key, state=State.OPEN
    )
    for row in rows.order_by("pk"):
        OrderLine.objects.filter(pk=row.line_id).update(
            refunded_quantity=F("refunded_quantity") + row.pieces,
            refunded_amount=F("refunded_amount") + row.goods + row.freight,
        )
        row.state = State.DONE
        row.save(update_fields=["state"])


@transaction.atomic
def forget_line_refunds(*, reference: str, cause_key: str) -> None:
    """Set the pieces free whose refund was declined. Safe to repeat."""
    LineRefund.objects.filter(
        line__order__number=reference, cause_key=cause_key, state=State.OPEN
    ).update(state=State.DECLINED)


def _row(line: OrderLine, count: int, *, cause_key: str, with_freight: bool) -> LineRefund:
    free = refundable_pieces([line])[line.pk]
    if not 0 < count <= free:
        raise NothingToRefund
    back = returned_for(
        money_of(line), already=line.quantity - free, pieces=count, with_freight=with_freight
    )
    return LineRefund(
        line=line, cause_key=cause_key, pieces=count, goods=back.goods, freight=back.freight
    )


def _times(order: Order) -> int:
    """Count what was asked for; whoever asks holds the order's lock."""
    known = LineRefund.objects.filter(line__order=order).values("cause_key").distinct()
    return known.count()
