"""Moving a promise to another warehouse before the goods leave."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from inventory.errors import InsufficientStock, NotReserved
from inventory.models import Reservation, StockLevel
from inventory.services.crossings import settle_changes
from inventory.services.level_writes import ensure_levels, shift_reserved
from inventory.types import Shortage
from shop.common.actors import Actor

logger = logging.getLogger(__name__)


@transaction.atomic
def reallocate(
    *,
    reference: str,
    line_id: int,
    from_warehouse_id: int,
    to_warehouse_id: int,
    quantity: int,
    actor: Actor,
    at: datetime | None = None,
) -> None:
    """Move pieces of a line to another warehouse, all or none.

    Raises NotReserved, or InsufficientStock when the other warehouse has fewer.
    """
    rows = [row for row in Reservation.objects.lock(reference) if row.line_id == line_id]
    source = next((row for row in rows if row.level.warehouse_id == from_warehouse_id), None)
    if source is None or not 0 < quantity <= source.remaining:
        raise NotReserved
    if from_warehouse_id == to_warehouse_id:
        return
    target = _level_there(source.level.sku_id, to_warehouse_id)
    known = next((row for row in rows if row.level_id == target), None)
    _add(known, source, target, quantity)
    source.give_up(quantity, at=at or timezone.now())
    changes = shift_reserved(pieces_by_level={source.level_id: -quantity, target: quantity})
    if target not in {change.level_id for change in changes}:
        raise _insufficient(source, target, quantity)
    settle_changes(changes=changes, at=at)
    logger.info(
        "A promise was moved", extra={"order": reference, "line": line_id, "actor": actor.key}
    )


def _level_there(sku_id: int, warehouse_id: int) -> int:
    place = (sku_id, warehouse_id)
    return ensure_levels(places=[place])[place]


def _add(known: Reservation | None, source: Reservation, target: int, quantity: int) -> None:
    row = known or Reservation(
        reference=source.reference,
        line_id=source.line_id,
        level_id=target,
        quantity=0,
        state=source.state,
        expires_at=source.expires_at,
        created_at=source.created_at,
    )
    row.quantity += quantity
    row.save()


def _insufficient(source: Reservation, target: int, quantity: int) -> InsufficientStock:
    available = StockLevel.objects.get(pk=target).available
    sku_id = source.level.sku_id
    return InsufficientStock(
        shortages=[
            Shortage(line_id=source.line_id, sku_id=sku_id, wanted=quantity, available=available)
        ]
    )
