"""Tracking: asking about parcels that are under way, and booking what is answered."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from logistics.carriers.kuaidi100 import Kuaidi100
from logistics.carriers.protocol import TrackingProvider
from logistics.events import ParcelMoved, ShipmentDelivered, ShipmentReturned
from logistics.models import Parcel, Shipment, TrackingEvent
from logistics.policies import TrackingPolicies
from logistics.services.shipments import move_shipment
from logistics.types import Track, TrackStep
from shop.common.actors import process
from shop.common.due_rows import take_due
from shop.common.errors import DomainError
from shop.common.events import publish
from shop.common.policies import policies
from shop.common.resting import rests, timing
from shop.common.selectors import provider_account

_ACTOR = process("logistics.tracking")
_SERVICE = "kuaidi100"
_FINAL = {Parcel.State.DELIVERED, Parcel.State.RETURNED, Parcel.State.CANCELLED}
# A delivered parcel never moves back, except on its way home.
_AFTER_DELIVERY = {Parcel.State.RETURNING, Parcel.State.RETURNED}
_LONGEST_PAUSE = timedelta(hours=12)


def query_parcel(*, parcel_id: int) -> bool:
    """Ask the tracking service about one parcel and book the answer; say whether there was one.

    A service that is slow just now is asked later: parcels can wait, others in the queue cannot.
    """
    is_to_be_asked = Parcel.objects.filter(pk=parcel_id, next_query_at__isnull=False).exists()
    if not is_to_be_asked or rests(service=_SERVICE):
        return False
    parcel = _claim(parcel_id)
    if parcel is None:
        return False
    try:
        with timing(service=_SERVICE):
            track = _provider().track(
                company=parcel.carrier.kuaidi100_code,
                number=parcel.waybill,
                phone_tail=parcel.phone_tail if parcel.carrier.needs_phone else "",
            )
    except DomainError:
        _postpone(parcel)
        return False
    if track is None:
        return False
    record_track(parcel_id=parcel.pk, track=track)
    return True


@transaction.atomic
def record_track(*, parcel_id: int, track: Track, at: datetime | None = None) -> Parcel:
    """Book a track: add the lines that are new, move the parcel, and tell. Safe to repeat.

    Lines may come out of order and repeated; a delivered parcel never moves back but to returning.
    """
    shipment = Shipment.objects.lock(
        Parcel.objects.values_list("shipment_id", flat=True).get(pk=parcel_id)
    )
    parcel = Parcel.objects.select_for_update(of=("self",)).get(pk=parcel_id)
    TrackingEvent.objects.bulk_create(
        [
            TrackingEvent(
                parcel=parcel, at=line.at, text=line.text, state=line.state, location=line.location
            )
            for line in _oldest_first(track)
        ],
        ignore_conflicts=True,
    )
    newest = max(track.steps, key=lambda line: line.at, default=None)
    moment = newest.at if newest else at or timezone.now()
    if _may_become(parcel, track.state):
        _move(parcel, shipment, track.state, text=newest.text if newest else "", at=moment)
    return parcel


def due_parcels(*, at: datetime | None = None, limit: int = 500) -> list[int]:
    """Take the parcels to ask about now, for a hand-over, those that were answered last first."""
    now = at or timezone.now()
    return take_due(
        Parcel.objects.due_for_query(now),
        time_field="next_query_at",
        at=now,
        limit=limit,
        order_by=("failed_queries", "next_query_at", "pk"),
    )


def _provider() -> TrackingProvider:
    return Kuaidi100(provider_account(_SERVICE))


@transaction.atomic
def _claim(parcel_id: int) -> Parcel | None:
    parcel = (
        Parcel.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("carrier")
        .filter(pk=parcel_id, next_query_at__isnull=False)
        .first()
    )
    if parcel is None:
        return None
    now, rules = timezone.now(), policies(TrackingPolicies)
    is_old = parcel.created_at < now - timedelta(days=rules.give_up_days)
    parcel.last_queried_at = now
    parcel.next_query_at = None if is_old else now + timedelta(seconds=rules.query_seconds)
    parcel.save(update_fields=["last_queried_at", "next_query_at"])
    return parcel


def _postpone(parcel: Parcel) -> None:
    parcel.failed_queries = min(parcel.failed_queries + 1, 10)
    base = timedelta(seconds=policies(TrackingPolicies).query_seconds)
    pause = min(base * 2 ** (parcel.failed_queries - 1), max(_LONGEST_PAUSE, base))
    if parcel.next_query_at is not None:
        parcel.next_query_at = timezone.now() + pause
    parcel.save(update_fields=["failed_queries", "next_query_at"])


def _oldest_first(track: Track) -> list[TrackStep]:
    """Return the lines in the order in which they happened; the provider says the newest first.

    Lines of one second keep that order by their keys.
    """
    newest_first = sorted(track.steps, key=lambda line: line.at, reverse=True)
    return newest_first[::-1]


def _may_become(parcel: Parcel, state: str) -> bool:
    if parcel.state in {state, Parcel.State.RETURNED}:
        return False
    return parcel.state != Parcel.State.DELIVERED or state in _AFTER_DELIVERY


def _move(parcel: Parcel, shipment: Shipment, state: str, *, text: str, at: datetime) -> None:
    parcel.state = state
    parcel.failed_queries = 0
    if state in _FINAL:
        parcel.next_query_at = None
    if state == Parcel.State.DELIVERED:
        parcel.delivered_at = at
    parcel.save(update_fields=["state", "failed_queries", "next_query_at", "delivered_at"])
    publish(
        ParcelMoved(
            reference=shipment.reference,
            shipment_id=shipment.pk,
            parcel_id=parcel.pk,
            state=state,
            text=text,
            at=at,
        ),
        at=at,
    )
    _settle_shipment(shipment, at)


def _settle_shipment(shipment: Shipment, at: datetime) -> None:
    states = set(shipment.parcels.values_list("state", flat=True))
    if states == {Parcel.State.DELIVERED} and shipment.state == Shipment.State.DISPATCHED:
        move_shipment(
            shipment=shipment, to=Shipment.State.DELIVERED, actor=_ACTOR, at=at, delivered_at=at
        )
        publish(
            ShipmentDelivered(
                reference=shipment.reference, shipment_id=shipment.pk, delivered_at=at
            ),
            at=at,
        )
    elif states == {Parcel.State.RETURNED} and shipment.state != Shipment.State.RETURNED:
        move_shipment(shipment=shipment, to=Shipment.State.RETURNED, actor=_ACTOR, at=at)
        publish(
            ShipmentReturned(reference=shipment.reference, shipment_id=shipment.pk, at=at), at=at
        )
