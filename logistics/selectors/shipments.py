"""Reads of shipments and tracks."""

from collections import defaultdict
from collections.abc import Iterable

from logistics.models import Parcel, Shipment
from logistics.types import ParcelView, ShipmentLineView, ShipmentView, TrackStep


def shipments_of(references: Iterable[str]) -> dict[str, list[ShipmentView]]:
    """Return the shipments of several orders with lines, parcels and tracks, in five queries."""
    rows = (
        Shipment.objects.filter(reference__in=list(references))
        .exclude(state=Shipment.State.CANCELLED)
        .select_related("warehouse")
        .prefetch_related("lines", "parcels__carrier", "parcels__events")
        .order_by("pk")
    )
    found: dict[str, list[ShipmentView]] = defaultdict(list)
    for shipment in rows:
        found[shipment.reference].append(_shipment(shipment))
    return dict(found)


def _shipment(shipment: Shipment) -> ShipmentView:
    return ShipmentView(
        id=shipment.pk,
        number=shipment.number,
        reference=shipment.reference,
        warehouse_id=shipment.warehouse_id,
        warehouse=shipment.warehouse.name,
        state=shipment.state,
        state_label=shipment.get_state_display(),
        dispatched_at=shipment.dispatched_at,
        delivered_at=shipment.delivered_at,
        lines=[
            ShipmentLineView(
                line_id=line.line_id,
                sku_id=line.sku_id,
                title=line.title,
                sku_name=line.sku_name,
                quantity=line.quantity,
                to_take_out=line.to_take_out,
            )
            for line in sorted(shipment.lines.all(), key=lambda line: line.line_id)
        ],
        parcels=[_parcel(parcel) for parcel in shipment.parcels.all()],
    )


def _parcel(parcel: Parcel) -> ParcelView:
    carrier = parcel.carrier
    steps = sorted(parcel.events.all(), key=lambda event: (event.at, event.pk), reverse=True)
    return ParcelView(
        id=parcel.pk,
        carrier=carrier.name,
        carrier_code=carrier.code,
        waybill=parcel.waybill,
        query_url=carrier.query_url.replace("{number}", parcel.waybill),
        state=parcel.state,
        state_label=parcel.get_state_display(),
        steps=[
            TrackStep(at=event.at, text=event.text, state=event.state, location=event.location)
            for event in steps
        ],
    )
