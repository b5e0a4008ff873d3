"""Looking after an order: who is responsible, what staff noted, who receives it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from orders.errors import ReceiverNotComplete, ReceiverNotCorrectable
from orders.models import Order, OrderHistory
from shop.common.actors import Actor
from shop.common.encryption import blind_index
from shop.common.transitions import record

NOTE_LENGTH = 300


@transaction.atomic
def take_over(*, order_id: int, actor: Actor, at: datetime | None = None) -> Order:
    """Make a member of staff responsible for an order. Safe to repeat."""
    order = Order.objects.lock(order_id)
    if order.owner_id == actor.user_id:
        return order
    order.owner_id = actor.user_id
    order.save(update_fields=["owner"])
    _record(order, axis="owner", to_state="taken", actor=actor, at=at)
    return order


@transaction.atomic
def write_staff_note(*, order_id: int, note: str) -> Order:
    """Keep what colleagues should know of an order; the customer never sees it."""
    order = Order.objects.lock(order_id)
    order.staff_note = note.strip()[:NOTE_LENGTH]
    order.save(update_fields=["staff_note"])
    return order


@transaction.atomic
def correct_receiver(
    *,
    order_id: int,
    name: str,
    phone: str,
    street: str,
    actor: Actor,
    at: datetime | None = None,
) -> Order:
    """Correct who receives an order and where in its district, as agreed with the customer.

    Another district would be another freight and perhaps another warehouse: that is a new order.
    Raises ReceiverNotCorrectable once something has left, ReceiverNotComplete.
    """
    order = Order.objects.lock(order_id)
    if not order.is_cancellable:
        raise ReceiverNotCorrectable
    if not (name.strip() and phone.strip() and street.strip()):
        raise ReceiverNotComplete
    receiver = order.receiver
    receiver.name, receiver.name_index = name.strip(), blind_index(name.strip())
    receiver.phone, receiver.phone_index = phone.strip(), blind_index(phone.strip())
    receiver.street = street.strip()
    receiver.save(update_fields=["name", "name_index", "phone", "phone_index", "street"])
    _record(order, axis="receiver", to_state="corrected", actor=actor, at=at)
    return order


def _record(order: Order, *, axis: str, to_state: str, actor: Actor, at: datetime | None) -> None:
    record(
        order,
        history=OrderHistory,
        owner="order",
        axis=axis,
        to_state=to_state,
        actor=actor,
        at=at or timezone.now(),
    )
