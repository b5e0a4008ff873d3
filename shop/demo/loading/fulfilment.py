"""The past as the shop's people made it: they check, pick in waves, ship, and parcels travel."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from logistics.models import Parcel, Shipment
from logistics.services.tracking import record_track
from logistics.types import Track, TrackStep
from orders.models import Order
from orders.services.checking import approve_order, refuse_order
from orders.services.shipping import ship_shipment
from orders.services.waves import create_wave, finish_wave, note_printed
from shop.demo.history.intents import DecideHeld, DeliverOrder, ShipOrder
from shop.demo.history.rhythm import round_of
from shop.demo.history.tracks import Node, nodes
from shop.demo.loading.cities import city_of
from shop.demo.loading.loaded import Loaded
from shop.demo.loading.shopping import send_money_back

WAVE_BEFORE = timedelta(minutes=50)
PRINTED_AFTER = timedelta(minutes=3)
PICKED_AFTER = timedelta(minutes=35)
WAVE_SIZE = 20

Round = tuple[date, bool]


@dataclass(frozen=True)
class Fulfilment:
    """`rounds` are the orders that leave together, `arrivals` the moments when parcels arrive."""

    loaded: Loaded
    rounds: Mapping[Round, Sequence[str]]
    arrivals: Mapping[str, datetime]

    def decide(self, intent: DecideHeld) -> None:
        order = self._order(intent.key)
        if order.fulfilment != Order.Fulfilment.HELD:
            return
        actor = self.loaded.people.actor("operations_specialist")
        decide = approve_order if intent.approve else refuse_order
        decide(order_id=order.pk, actor=actor, note=intent.note, at=intent.at)
        send_money_back(order, at=intent.at)

    def ship(self, intent: ShipOrder) -> None:
        self._pick(self.rounds[round_of(intent.at)], at=intent.at - WAVE_BEFORE)
        order = self._order(intent.key)
        shipments = Shipment.objects.of(order.number).order_by("pk")
        for shipment, waybill in zip(shipments, intent.waybills, strict=False):
            ship_shipment(
                shipment_id=shipment.pk,
                carrier_id=self.loaded.carriers[intent.carrier],
                waybill=waybill,
                actor=self.loaded.people.actor("warehouse_worker"),
                at=intent.at,
            )

    def deliver(self, intent: DeliverOrder) -> None:
        self.tell_tracks([intent.key], until=intent.at)

    def tell_tracks(self, keys: Iterable[str], *, until: datetime) -> None:
        """Book what the carriers have told of the parcels of orders up to a moment."""
        numbers = {self._order(key).number: key for key in keys}
        parcels = Parcel.objects.filter(shipment__reference__in=numbers).select_related(
            "carrier", "shipment__warehouse"
        )
        for parcel in parcels.order_by("pk"):
            arrival = self.arrivals[numbers[parcel.shipment.reference]]
            told = [node for node in self._nodes(parcel, arrival) if node.at <= until]
            if told:
                record_track(parcel_id=parcel.pk, track=_track(told), at=until)

    def _nodes(self, parcel: Parcel, arrival: datetime) -> Iterable[Node]:
        receiver = Order.objects.get(number=parcel.shipment.reference).receiver
        return nodes(
            shipped_at=parcel.created_at,
            delivered_at=arrival,
            here=city_of(parcel.shipment.warehouse.district_id),
            there=city_of(receiver.city_code or receiver.district_code),
            company=parcel.carrier.name,
        )

    def _pick(self, keys: Sequence[str], *, at: datetime) -> None:
        """Pick what leaves in one round, warehouse by warehouse; done once, by the first order."""
        ids = [self.loaded.orders[key] for key in keys]
        numbers = Order.objects.filter(pk__in=ids).values_list("number", flat=True)
        ready: dict[int, list[int]] = defaultdict(list)
        waiting = Shipment.objects.filter(reference__in=numbers, state=Shipment.State.READY)
        for pk, warehouse_id in waiting.order_by("pk").values_list("pk", "warehouse_id"):
            ready[warehouse_id].append(pk)
        for warehouse_id, shipment_ids in ready.items():
            for start in range(0, len(shipment_ids), WAVE_SIZE):
                self._walk(warehouse_id, shipment_ids[start : start + WAVE_SIZE], at=at)

    def _walk(self, warehouse_id: int, shipment_ids: Sequence[int], *, at: datetime) -> None:
        worker = self.loaded.people.actor("warehouse_worker")
        wave = create_wave(
            warehouse_id=warehouse_id, shipment_ids=shipment_ids, actor=worker, at=at
        )
        note_printed(wave_id=wave.pk, at=at + PRINTED_AFTER)
        finish_wave(wave_id=wave.pk, actor=worker, at=at + PICKED_AFTER)

    def _order(self, key: str) -> Order:
        return Order.objects.get(pk=self.loaded.orders[key])


def _track(told: Sequence[Node]) -> Track:
    steps = [
        TrackStep(at=node.at, text=node.text, state=node.state, location=node.city) for node in told
    ]
    return Track(state=told[-1].state, steps=steps)
