"""Giving money back for pieces of an order: proposed from the frozen shares, whole or part."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from orders.errors import NothingToRefund
from orders.models import LineRefund, Order, OrderLine
from orders.selectors.line_money import money_of
from orders.selectors.refundable import refundable_pieces, returned_of
from orders.shares import Returned, returned_for
from payments.models import RefundProposal
from payments.selectors.plans import left_to_refund
from payments.services.refund_proposals import propose_refund
from shop.common.actors import person
from shop.common.money import ZERO
from shop.common.services.idempotency import answer_once, fingerprint_of

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
    key: str,
    decides: bool = True,
) -> RefundProposal:
    """Ask for the money of so many pieces per line; freight goes back only when it is said.

    The pieces count as asked for at once, so that nobody asks for them twice; the same `key` asks
    once. Who only asks (not `decides`) waits for another person whatever the amount. What
    went back outside the lines is taken off. Raises NothingToRefund when a line has fewer left, or
    all of the money went back.
    """
    answer = answer_once(
        actor=person(user_id),
        operation="orders.refund_lines",
        key=key,
        fingerprint=fingerprint_of(order_id, sorted(pieces.items()), with_freight, note),
        run=lambda: {
            "proposal": _ask(
                order_id=order_id,
                pieces=pieces,
                with_freight=with_freight,
                note=note,
                user_id=user_id,
                decides=decides,
            ).pk
        },
    )
    return RefundProposal.objects.get(pk=str(answer.result["proposal"]))


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


def _ask(
    *,
    order_id: int,
    pieces: Mapping[int, int],
    with_freight: bool,
    note: str,
    user_id: int,
    decides: bool,
) -> RefundProposal:
    order = Order.objects.lock(order_id)
    lines = order.lines.select_for_update(of=("self",)).prefetch_related("shares").order_by("pk")
    wanted = {line: pieces[line.pk] for line in lines if pieces.get(line.pk)}
    if not wanted or order.payment_state not in {
        Order.PaymentState.PAID,
        Order.PaymentState.PARTLY_REFUNDED,
    }:
        raise NothingToRefund
    cause_key = f"{CAUSE}{_times(order) + 1}"
    already = returned_of(list(wanted))
    rows = [
        _row(line, count, already[line.pk], cause_key=cause_key, with_freight=with_freight)
        for line, count in wanted.items()
    ]
    _take_off(rows, left=left_to_refund(order.number))
    LineRefund.objects.bulk_create(rows)
    return propose_refund(
        reference=order.number,
        amount=_sum(rows),
        cause_key=cause_key,
        user_id=user_id,
        note=note,
        decides=decides,
    )


def _take_off(rows: list[LineRefund], *, left: Decimal) -> None:
    """Take off what went back outside the lines: no more goes back than came."""
    if left <= ZERO:
        raise NothingToRefund
    over = max(_sum(rows) - left, ZERO)
    for row in reversed(rows):
        goods = min(over, row.goods)
        freight = min(over - goods, row.freight)
        row.goods -= goods
        row.freight -= freight
        over -= goods + freight


def _sum(rows: Iterable[LineRefund]) -> Decimal:
    return sum((row.goods + row.freight for row in rows), ZERO)


def _row(
    line: OrderLine, count: int, already: Returned, *, cause_key: str, with_freight: bool
) -> LineRefund:
    if not 0 < count <= refundable_pieces(line, already):
        raise NothingToRefund
    back = returned_for(money_of(line), already=already, pieces=count, with_freight=with_freight)
    return LineRefund(
        line=line,
        cause_key=cause_key,
        pieces=count,
        with_freight=with_freight,
        goods=back.goods,
        freight=back.freight,
    )


def _times(order: Order) -> int:
    """Count what was asked for; whoever asks holds the order's lock."""
    known = LineRefund.objects.filter(line__order=order).values("cause_key").distinct()
    return known.count()
