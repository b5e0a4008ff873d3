"""What a delivery note (发货单) says: the sheet that lies in the parcel."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from logistics.models import Shipment
from orders.models import Order, OrderLine
from shop.common.masking import mask_address, mask_name, mask_phone


@dataclass(frozen=True, kw_only=True)
class NoteLine:
    title: str
    sku_name: str
    sku_code: str
    quantity: int
    unit_price: Decimal | None


@dataclass(frozen=True, kw_only=True)
class DeliveryNote:
    """One shipment's sheet; the receiver is masked, for parcels are seen by many."""

    shipment: str
    reference: str
    warehouse: str
    basket: int | None
    customer: str
    placed_at: datetime | None
    name: str
    phone: str
    address: str
    remark: str
    lines: list[NoteLine]
    pieces: int
    part: int
    parts: int


def delivery_note_views(shipment_ids: Iterable[int]) -> list[DeliveryNote]:
    """Return the notes of shipments that are not cancelled, in the order given, in six queries."""
    wanted = list(shipment_ids)
    rows = Shipment.objects.filter(pk__in=wanted).exclude(state=Shipment.State.CANCELLED)
    loaded = rows.select_related("warehouse", "wave_entry").prefetch_related("lines__sku")
    found = {row.pk: row for row in loaded}
    shipments = [found[pk] for pk in wanted if pk in found]
    numbers = {shipment.reference for shipment in shipments}
    orders = {
        order.number: order
        for order in Order.objects.filter(number__in=numbers).select_related("receiver", "customer")
    }
    lines = {line.pk: line for line in OrderLine.objects.filter(order__number__in=numbers)}
    siblings: dict[str, list[int]] = {}
    planned = Shipment.objects.filter(reference__in=numbers).exclude(state=Shipment.State.CANCELLED)
    for reference, pk in planned.order_by("pk").values_list("reference", "pk"):
        siblings.setdefault(reference, []).append(pk)
    return [
        _note(shipment, orders[shipment.reference], lines, siblings[shipment.reference])
        for shipment in shipments
        if shipment.reference in orders
    ]


def _note(
    shipment: Shipment, order: Order, lines: dict[int, OrderLine], siblings: list[int]
) -> DeliveryNote:
    receiver, entry = order.receiver, getattr(shipment, "wave_entry", None)
    lines_in = [line for line in shipment.lines.all() if line.quantity]
    sent = sorted(lines_in, key=lambda line: line.line_id)
    return DeliveryNote(
        shipment=shipment.number,
        reference=shipment.reference,
        warehouse=shipment.warehouse.name,
        basket=entry.basket if entry else None,
        customer=order.customer.number,
        placed_at=order.placed_at,
        name=mask_name(receiver.name),
        phone=mask_phone(receiver.phone),
        address=f"{receiver.region} {mask_address(receiver.street)}",
        remark=order.remark,
        lines=[
            NoteLine(
                title=line.title,
                sku_name=line.sku_name,
                sku_code=line.sku.code,
                quantity=line.quantity,
                unit_price=lines[line.line_id].unit_price if line.line_id in lines else None,
            )
            for line in sent
        ],
        pieces=sum(line.quantity for line in sent),
        part=siblings.index(shipment.pk) + 1,
        parts=len(siblings),
    )
