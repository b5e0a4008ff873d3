"""The pick list of a wave: what to take from which bin, for which basket."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from catalog.models import Sku
from catalog.selectors.skus import sku_cards
from inventory.selectors.bins import bins_of
from logistics.models import Shipment, ShipmentLine
from orders.models import PickWave, PickWaveShipment

_LAST = 10**9


@dataclass(frozen=True, kw_only=True)
class BasketShare:
    basket: int
    quantity: int


@dataclass(frozen=True, kw_only=True)
class PickRow:
    """One stop of the walk: a SKU in a bin, and how it is shared among the baskets."""

    bin: str
    sku_code: str
    barcode: str
    title: str
    sku_name: str
    picture: str
    quantity: int
    baskets: list[BasketShare]


@dataclass(frozen=True, kw_only=True)
class BasketOrder:
    basket: int
    reference: str
    shipment: str
    pieces: int
    is_cancelled: bool
    to_take_out: list[str]


@dataclass(frozen=True, kw_only=True)
class PickList:
    """A wave as its worker needs it: rows in walking order, baskets with their orders."""

    wave: str
    warehouse: str
    created_at: datetime
    pieces: int
    rows: list[PickRow]
    baskets: list[BasketOrder]


def pick_list(wave_id: int) -> PickList:
    """Return a wave's pick list in six queries. Cancelled shipments are named, not picked."""
    wave = PickWave.objects.select_related("warehouse").get(pk=wave_id)
    entries = list(wave.entries.select_related("shipment").order_by("basket"))
    lines = list(ShipmentLine.objects.filter(shipment__wave_entry__wave=wave).order_by("pk"))
    wanted = _wanted(entries, lines)
    rows = _rows(wave.warehouse_id, wanted)
    return PickList(
        wave=wave.number,
        warehouse=wave.warehouse.name,
        created_at=wave.created_at,
        pieces=sum(row.quantity for row in rows),
        rows=rows,
        baskets=_baskets(entries, wanted, _to_take_out(lines)),
    )


Wanted = dict[int, dict[int, int]]  # pieces by basket, by SKU


def _wanted(entries: list[PickWaveShipment], lines: list[ShipmentLine]) -> Wanted:
    baskets = {
        entry.shipment_id: entry.basket
        for entry in entries
        if entry.shipment.state != Shipment.State.CANCELLED
    }
    wanted: Wanted = defaultdict(lambda: defaultdict(int))
    for line in lines:
        if line.shipment_id in baskets and line.quantity:
            wanted[line.sku_id][baskets[line.shipment_id]] += line.quantity
    return wanted


def _rows(warehouse_id: int, wanted: Wanted) -> list[PickRow]:
    bins = bins_of(warehouse_id=warehouse_id, sku_ids=wanted)
    skus = list(Sku.objects.select_related("product").filter(pk__in=wanted))
    cards = sku_cards(wanted)

    def walk(sku: Sku) -> tuple[int, str]:
        place = bins.get(sku.pk)
        return (place.pick_sequence if place else _LAST, sku.code)

    return [
        PickRow(
            bin=bins[sku.pk].code if sku.pk in bins else "",
            sku_code=sku.code,
            barcode=sku.barcode or sku.code,
            title=sku.product.title,
            sku_name=sku.name,
            picture=cards[sku.pk].picture if sku.pk in cards else "",
            quantity=sum(wanted[sku.pk].values()),
            baskets=[
                BasketShare(basket=basket, quantity=quantity)
                for basket, quantity in sorted(wanted[sku.pk].items())
            ],
        )
        for sku in sorted(skus, key=walk)
    ]


def _to_take_out(lines: list[ShipmentLine]) -> dict[int, list[str]]:
    """Name by shipment what may lie in its basket though its money goes back."""
    goods: dict[int, list[str]] = defaultdict(list)
    for line in lines:
        if line.to_take_out:
            name = f"{line.title} {line.sku_name}".strip()
            goods[line.shipment_id].append(f"{line.to_take_out} × {name}")
    return goods


def _baskets(
    entries: list[PickWaveShipment], wanted: Wanted, to_take_out: dict[int, list[str]]
) -> list[BasketOrder]:
    pieces: dict[int, int] = defaultdict(int)
    for by_basket in wanted.values():
        for basket, quantity in by_basket.items():
            pieces[basket] += quantity
    return [
        BasketOrder(
            basket=entry.basket,
            reference=entry.shipment.reference,
            shipment=entry.shipment.number,
            pieces=pieces[entry.basket],
            is_cancelled=entry.shipment.state == Shipment.State.CANCELLED,
            to_take_out=to_take_out.get(entry.shipment_id, []),
        )
        for entry in entries
    ]
