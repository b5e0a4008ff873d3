"""Orders and the rules of risk: what they are told, and fake orders (刷单) that rules suspect."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from customers.types import AddressView
from marketing.types import QuoteShare
from orders.events import SuspicionChanged
from orders.models import Order
from orders.selectors.risk_facts import risk_facts
from orders.services.steps import move_order
from orders.types import Visit
from payments.risk.services.assessment import assess
from shop.common.actors import Actor, process
from shop.common.events import publish

Suspicion = Order.Suspicion

_RULES = process("payments.risk")


@transaction.atomic
def assess_order(
    *, order: Order, address: AddressView, shares: Iterable[QuoteShare], visit: Visit, is_past: bool
) -> None:
    """Have the rules of risk judge an order that is being placed. Raises OrderNotAccepted."""
    facts = risk_facts(order, address=address, shares=shares, visit=visit)
    judgement = assess(facts=facts, is_past=is_past)
    if judgement.is_suspect:
        _decide(order, Suspicion.SUSPECTED, actor=_RULES, note="", at=order.placed_at)


@transaction.atomic
def confirm_fake(
    *, order_id: int, actor: Actor, note: str = "", at: datetime | None = None
) -> Order:
    """Decide that an order is a fake one: clean figures leave it out. Raises TransitionRefused."""
    order = Order.objects.lock(order_id)
    _decide(order, Suspicion.CONFIRMED, actor=actor, note=note, at=at)
    return order


@transaction.atomic
def clear_suspicion(
    *, order_id: int, actor: Actor, note: str = "", at: datetime | None = None
) -> Order:
    """Decide that an order is a genuine one: it counts again. Raises TransitionRefused."""
    order = Order.objects.lock(order_id)
    _decide(order, Suspicion.CLEARED, actor=actor, note=note, at=at)
    return order


def _decide(order: Order, to: Suspicion, *, actor: Actor, note: str, at: datetime | None) -> None:
    was_suspect, is_suspect = order.is_suspect, to != Suspicion.CLEARED
    move_order(
        order=order,
        axis="suspicion",
        to=to,
        actor=actor,
        reason=note[:300],
        at=at or timezone.now(),
        also={"is_suspect": is_suspect},
    )
    if was_suspect != is_suspect:
        publish(
            SuspicionChanged(order_id=order.pk, number=order.number, placed_at=order.placed_at),
            at=at,
        )
