"""Pick waves: shipments of one warehouse taken from the shelves on one walk."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from logistics.models import Shipment
from logistics.services.shipments import mark_packed, start_picking, stop_picking
from orders.errors import NothingToPick, WaveNotOpen
from orders.models import Order, PickWave, PickWaveShipment
from orders.services.steps import move_order
from shop.common.actors import Actor

Fulfilment = Order.Fulfilment
LARGEST_WAVE = 60


@transaction.atomic
def create_wave(
    *,
    warehouse_id: int,
    actor: Actor,
    shipment_ids: Iterable[int] | None = None,
    size: int = 20,
    at: datetime | None = None,
) -> PickWave:
    """Make a wave of chosen shipments, or of the oldest ready ones, and start picking them.

    Raises NothingToPick when none is ready in this warehouse.
    """
    now = at or timezone.now()
    ready = Shipment.objects.filter(
        warehouse_id=warehouse_id, state=Shipment.State.READY, wave_entry=None
    )
    if shipment_ids is not None:
        ready = ready.filter(pk__in=list(shipment_ids))
    picked, orders = _take_oldest(ready, count=min(size, LARGEST_WAVE))
    wave = PickWave.objects.create(
        warehouse_id=warehouse_id, created_by_id=actor.user_id, created_at=now
    )
    PickWaveShipment.objects.bulk_create(
        PickWaveShipment(wave=wave, shipment_id=pk, basket=basket)
        for basket, pk in enumerate(picked, start=1)
    )
    start_picking(shipment_ids=picked, actor=actor, at=now)
    follow_shipments(orders=orders, actor=actor, at=now)
    return wave


def create_waves_for(
    *, numbers: Iterable[str], actor: Actor, at: datetime | None = None
) -> list[PickWave]:
    """Make waves of what is ready of these orders, at least one per warehouse.

    Each is made in a transaction of its own; what somebody else takes meanwhile is left out. Raises
    NothingToPick when nothing of them is ready.
    """
    ready = Shipment.objects.filter(
        reference__in=list(numbers), state=Shipment.State.READY, wave_entry=None
    )
    by_warehouse: dict[int, list[int]] = {}
    for warehouse_id, pk in ready.order_by("warehouse_id", "pk").values_list("warehouse_id", "pk"):
        by_warehouse.setdefault(warehouse_id, []).append(pk)
    waves = []
    for warehouse_id, shipment_ids in by_warehouse.items():
        for start in range(0, len(shipment_ids), LARGEST_WAVE):
            part = shipment_ids[start : start + LARGEST_WAVE]
            with suppress(NothingToPick):
                waves.append(
                    create_wave(
                        warehouse_id=warehouse_id,
                        shipment_ids=part,
                        size=LARGEST_WAVE,
                        actor=actor,
                        at=at,
                    )
                )
    if not waves:
        raise NothingToPick
    return waves


@transaction.atomic
def finish_wave(*, wave_id: int, actor: Actor, at: datetime | None = None) -> PickWave:
    """Note that a wave is picked and packed. Raises WaveNotOpen."""
    now = at or timezone.now()
    wave, orders, shipment_ids = _lock_wave(wave_id)
    mark_packed(shipment_ids=shipment_ids, actor=actor, at=now)
    wave.state = PickWave.State.DONE
    wave.done_at = now
    wave.save(update_fields=["state", "done_at"])
    follow_shipments(orders=orders, actor=actor, at=now)
    return wave


@transaction.atomic
def cancel_wave(*, wave_id: int, actor: Actor, at: datetime | None = None) -> PickWave:
    """Put a wave's shipments back among those to be picked. Raises WaveNotOpen."""
    now = at or timezone.now()
    wave, orders, shipment_ids = _lock_wave(wave_id)
    stop_picking(shipment_ids=shipment_ids, actor=actor, at=now)
    wave.entries.all().delete()
    wave.state = PickWave.State.CANCELLED
    wave.save(update_fields=["state"])
    follow_shipments(orders=orders, actor=actor, at=now)
    return wave


@transaction.atomic
def note_printed(*, wave_id: int, at: datetime | None = None) -> None:
    """Note when a wave's list was printed first."""
    PickWave.objects.filter(pk=wave_id, printed_at=None).update(printed_at=at or timezone.now())


class _Overtaken(Exception):
    """Somebody else took what was chosen, before it was locked."""


def _take_oldest(ready: QuerySet[Shipment], *, count: int) -> tuple[list[int], list[Order]]:
    """Lock the orders of the oldest shipments; choose again when somebody else was quicker.

    Every further round means that another has taken some, so the rounds come to an end. Leaving out
    what is locked at the moment (SKIP LOCKED) would miss orders that are only being looked at.
    """
    while chosen := dict(ready.order_by("pk").values_list("pk", "reference")[:count]):
        try:
            with transaction.atomic():  # gives the locks back when it fails
                return list(chosen), _lock_while_ready(chosen, ready)
        except _Overtaken:
            continue
    raise NothingToPick


def _lock_while_ready(chosen: Mapping[int, str], ready: QuerySet[Shipment]) -> list[Order]:
    orders = _lock_orders(chosen.values())
    if ready.filter(pk__in=chosen).count() < len(chosen):
        raise _Overtaken
    return orders


def _lock_orders(numbers: Iterable[str]) -> list[Order]:
    wanted = Order.objects.filter(number__in=set(numbers))
    return list(wanted.order_by("pk").select_for_update(of=("self",)))


def _lock_wave(wave_id: int) -> tuple[PickWave, list[Order], list[int]]:
    numbers = PickWaveShipment.objects.filter(wave_id=wave_id).values_list(
        "shipment__reference", flat=True
    )
    orders = _lock_orders(numbers)
    wave = PickWave.objects.select_for_update().get(pk=wave_id)
    if wave.state != PickWave.State.OPEN:
        raise WaveNotOpen
    picking = wave.entries.filter(shipment__state=Shipment.State.PICKING)
    return wave, orders, list(picking.values_list("shipment_id", flat=True))


def follow_shipments(*, orders: Sequence[Order], actor: Actor, at: datetime) -> None:
    """Let each order's fulfilment follow its shipments, as long as none has left."""
    states: dict[str, set[str]] = {order.number: set() for order in orders}
    inside = Shipment.objects.filter(reference__in=states).exclude(state=Shipment.State.CANCELLED)
    for reference, state in inside.values_list("reference", "state"):
        states[reference].add(state)
    for order in orders:
        to = _fulfilment(states[order.number])
        if to and order.fulfilment != to and order.state == Order.State.OPEN:
            move_order(order=order, axis="fulfilment", to=to, actor=actor, at=at)


def _fulfilment(states: set[str]) -> str:
    if not states or states - {"ready", "picking", "packed"}:
        return ""
    if states == {"packed"}:
        return Fulfilment.PACKED
    return Fulfilment.READY if states == {"ready"} else Fulfilment.PICKING
