"""Orders and the rules of risk: what they are told, and fake orders (刷单) that rules suspect."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from customers.errors import AlreadyBlacklisted
from customers.models import BlacklistEntry
from customers.services.blacklist import blacklist_key
from customers.traits import Trait
from customers.types import AddressView
from marketing.types import QuoteShare
from orders.events import SuspicionChanged
from orders.models import Order
from orders.selectors.risk_facts import risk_facts
from orders.selectors.traits import keys_of
from orders.services.steps import move_order
from orders.types import Visit
from payments.risk.services.assessment import assess
from shop.common.actors import Actor, process
from shop.common.events import publish
from shop.common.masking import mask_address, mask_phone

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


@transaction.atomic
def blacklist_from_order(
    *,
    order_id: int,
    traits: Iterable[Trait],
    reason: str,
    actor: Actor,
    days: int | None = None,
    at: datetime | None = None,
) -> list[BlacklistEntry]:
    """Put on the blacklist by what the buyer of an order is known again; listed ones are left so.

    Raises TraitNotValid for what the order does not tell.
    """
    order = Order.objects.select_related("customer", "receiver").get(pk=order_id)
    keys, entries = keys_of(order), []
    for trait in sorted(traits):
        try:
            entry = blacklist_key(
                trait=trait,
                key=keys.get(trait, ""),
                shown=_shown(order, trait),
                reason=reason,
                actor=actor,
                days=days,
                at=at,
            )
        except AlreadyBlacklisted:
            continue
        entries.append(entry)
    return entries


def _shown(order: Order, trait: Trait) -> str:
    receiver = order.receiver
    named = {
        Trait.ACCOUNT: order.customer.number,
        Trait.PHONE: mask_phone(receiver.phone),
        Trait.ADDRESS: f"{receiver.region} {mask_address(receiver.street)}",
    }
    return named.get(trait, order.number)


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
