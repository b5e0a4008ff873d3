"""Order check (审核): rules pass an order or hold it; a person approves or refuses what is held."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from orders.check_rules.registry import RULES
from orders.errors import OrderNotHeld, StockNotHeld
from orders.events import OrderApproved, OrderHeld
from orders.messages import APPROVED, HELD
from orders.models import CheckFinding, Order, OrderCheck
from orders.selectors.check_facts import check_facts
from orders.services.allocation import plan_shipments_of
from orders.services.cancellation import cancel_order
from orders.services.notices import tell_customer
from orders.services.steps import move_order
from shop.common.actors import Actor
from shop.common.events import publish

Verdict = OrderCheck.Verdict
Fulfilment = Order.Fulfilment


@transaction.atomic
def check_order(*, order_id: int, actor: Actor, at: datetime | None = None) -> OrderCheck | None:
    """Run the rules over a paid order: pass it on to a warehouse, or hold it for a person.

    Safe to repeat: an order that is not waiting for its check is left alone (None).
    """
    now = at or timezone.now()
    order = Order.objects.lock(order_id)
    if order.state != Order.State.OPEN or order.fulfilment != Fulfilment.IN_CHECK:
        return None
    findings = _findings(order)
    passed = all(finding.passed for finding in findings)
    verdict = Verdict.PASSED if passed else Verdict.HELD
    check = OrderCheck.objects.create(
        order=order, verdict=verdict, created_at=now, decided_at=now if passed else None
    )
    for finding in findings:
        finding.order_check = check
    CheckFinding.objects.bulk_create(findings)
    if passed:
        _release(order, actor=actor, at=now)
    else:
        _hold(order, actor=actor, at=now)
    return check


@transaction.atomic
def approve_order(
    *, order_id: int, actor: Actor, note: str = "", at: datetime | None = None
) -> Order:
    """Pass a held order on by a person's decision. Raises OrderNotHeld, or StockNotHeld."""
    now = at or timezone.now()
    order = _lock_held(order_id)
    stock = next(finding for finding in _findings(order) if finding.rule == "stock")
    if not stock.passed:
        raise StockNotHeld
    _decide(order, Verdict.APPROVED, actor=actor, note=note, at=now)
    _release(order, actor=actor, reason=note, at=now)
    return order


@transaction.atomic
def refuse_order(
    *, order_id: int, actor: Actor, note: str = "", at: datetime | None = None
) -> Order:
    """Refuse a held order: it is cancelled, stock and money go back. Raises OrderNotHeld."""
    now = at or timezone.now()
    order = _lock_held(order_id)
    _decide(order, Verdict.REFUSED, actor=actor, note=note, at=now)
    return cancel_order(
        order_id=order.pk, reason=Order.CancelReason.REFUSED, actor=actor, note=note, at=now
    )


def _findings(order: Order) -> list[CheckFinding]:
    facts = check_facts(order)
    answers = {name: rule(facts) for name, (_label, rule) in RULES.items()}
    return [
        CheckFinding(
            rule=rule, passed=answer.passed, code=answer.reason, params=dict(answer.params)
        )
        for rule, answer in answers.items()
    ]


def _lock_held(order_id: int) -> Order:
    order = Order.objects.lock(order_id)
    if order.state != Order.State.OPEN or order.fulfilment != Fulfilment.HELD:
        raise OrderNotHeld
    return order


def _decide(order: Order, verdict: Verdict, *, actor: Actor, note: str, at: datetime) -> None:
    OrderCheck.objects.create(
        order=order,
        verdict=verdict,
        decided_by_id=actor.user_id,
        note=note[:300],
        created_at=at,
        decided_at=at,
    )
    if order.owner_id is None and actor.user_id is not None:
        order.owner_id = actor.user_id
        order.save(update_fields=["owner"])


def _hold(order: Order, *, actor: Actor, at: datetime) -> None:
    move_order(order=order, axis="fulfilment", to=Fulfilment.HELD, actor=actor, at=at)
    publish(OrderHeld(order_id=order.pk, number=order.number), at=at)
    tell_customer(order=order, kind=HELD, at=at)


def _release(order: Order, *, actor: Actor, at: datetime, reason: str = "") -> None:
    move_order(
        order=order, axis="fulfilment", to=Fulfilment.READY, actor=actor, reason=reason[:300], at=at
    )
    plan_shipments_of(order=order, actor=actor, at=at)
    publish(OrderApproved(order_id=order.pk, number=order.number), at=at)
    tell_customer(order=order, kind=APPROVED, params={"ship_by": order.ship_by}, at=at)
