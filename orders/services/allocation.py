"""Allocation: what was reserved where becomes shipments, one per warehouse."""

from datetime import datetime

from inventory.selectors.allocation import reservations_of
from logistics.models import Shipment
from logistics.services.shipments import plan_shipments
from logistics.types import PlannedPiece
from orders.models import Order
from shop.common.actors import Actor


def plan_shipments_of(*, order: Order, actor: Actor, at: datetime) -> list[Shipment]:
    """Plan an approved order's shipments where its stock is held. Safe to repeat."""
    lines = {line.pk: line for line in order.lines.all()}
    pieces = [
        PlannedPiece(
            line_id=piece.line_id,
            sku_id=piece.sku_id,
            warehouse_id=piece.warehouse_id,
            quantity=piece.quantity,
            title=lines[piece.line_id].title,
            sku_name=lines[piece.line_id].sku_name,
        )
        for piece in reservations_of(order.number)
    ]
    return plan_shipments(reference=order.number, pieces=pieces, actor=actor, at=at)
