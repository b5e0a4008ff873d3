"""Carries out the plan of the past, one intent after the other, each at its moment."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from inventory.models import StockLevel
from inventory.services.receipts import receive_goods
from inventory.types import ReceivedLine
from shop.common.models import Message
from shop.demo.history.intents import (
    CancelOrder,
    DecideHeld,
    DeliverOrder,
    Intent,
    LetLapse,
    PayOrder,
    PlaceOrder,
    ReceiveOrder,
    ShipOrder,
    StockArrives,
    Visit,
)
from shop.demo.history.rhythm import round_of
from shop.demo.loading.clock import settle, standing_at
from shop.demo.loading.fulfilment import Fulfilment, Round
from shop.demo.loading.loaded import Loaded
from shop.demo.loading.shopping import Shopping

Perform = Callable[[Any], None]


def replay(plan: Sequence[Intent], *, loaded: Loaded, until: datetime) -> None:
    """Live through the plan up to a moment; what follows tells only when parcels will arrive."""
    past = [intent for intent in plan if intent.at <= until and not isinstance(intent, Visit)]
    arrivals = _arrivals(plan)
    fulfilment = Fulfilment(loaded, _rounds(past), arrivals)
    perform = _hands(loaded, Shopping(loaded), fulfilment)
    for intent in past:
        with standing_at(intent.at):
            perform[type(intent)](intent)
            settle()
    with standing_at(until):
        fulfilment.tell_tracks(_under_way(past), until=until)
        settle()
    loaded.arrivals.update(
        (order_id, arrivals[key]) for key, order_id in loaded.orders.items() if key in arrivals
    )
    _call_messages_sent()


def _hands(loaded: Loaded, shopping: Shopping, fulfilment: Fulfilment) -> dict[type, Perform]:
    return {
        PlaceOrder: shopping.place,
        PayOrder: shopping.pay,
        LetLapse: shopping.let_lapse,
        CancelOrder: shopping.cancel,
        ReceiveOrder: shopping.receive,
        DecideHeld: fulfilment.decide,
        ShipOrder: fulfilment.ship,
        DeliverOrder: fulfilment.deliver,
        StockArrives: _Receiving(loaded).receive,
    }


@dataclass(frozen=True)
class _Receiving:
    loaded: Loaded

    def receive(self, intent: StockArrives) -> None:
        """Book goods that came from a supplier, into the bin where their kind lies."""
        sku_id = self.loaded.goods.skus[intent.sku_key]
        warehouse_id = self.loaded.warehouses[intent.warehouse]
        level = StockLevel.objects.filter(sku=sku_id, warehouse=warehouse_id).first()
        receive_goods(
            warehouse_id=warehouse_id,
            lines=[
                ReceivedLine(
                    sku_id=sku_id,
                    quantity=intent.quantity,
                    bin_id=level.bin_id if level else None,
                )
            ],
            reference=f"JH{intent.at:%Y%m%d}",
            cause="采购到货",
            actor=self.loaded.people.actor("warehouse_worker"),
            at=intent.at,
        )


def _rounds(past: Iterable[Intent]) -> dict[Round, list[str]]:
    rounds: dict[Round, list[str]] = defaultdict(list)
    for intent in past:
        if isinstance(intent, ShipOrder):
            rounds[round_of(intent.at)].append(intent.key)
    return rounds


def _arrivals(plan: Iterable[Intent]) -> dict[str, datetime]:
    return {intent.key: intent.at for intent in plan if isinstance(intent, DeliverOrder)}


def _under_way(past: Sequence[Intent]) -> list[str]:
    arrived = {intent.key for intent in past if isinstance(intent, DeliverOrder)}
    shipped = [intent.key for intent in past if isinstance(intent, ShipOrder)]
    return [key for key in shipped if key not in arrived]


def _call_messages_sent() -> None:
    """Notices of the past went out then: nobody hears today of an order of three weeks ago."""
    Message.objects.filter(state=Message.State.QUEUED).update(
        state=Message.State.SENT, sent_at=F("created_at"), next_attempt_at=None
    )
