"""Goods that arrive, and what lay there when the shop began."""

from collections.abc import Sequence
from datetime import datetime

from inventory.models import StockMovement
from inventory.services.movements import Entry, book_movements
from inventory.types import ReceivedLine
from shop.common.actors import Actor

Kind = StockMovement.Kind


def enter_initial_stock(
    *,
    warehouse_id: int,
    lines: Sequence[ReceivedLine],
    actor: Actor,
    at: datetime | None = None,
) -> list[StockMovement]:
    """Enter what physically lies in a warehouse, once per SKU. Raises InitialStockEntered."""
    return book_movements(
        entries=_entries(Kind.INITIAL, warehouse_id, lines, "", ""), actor=actor, at=at
    )


def receive_goods(
    *,
    warehouse_id: int,
    lines: Sequence[ReceivedLine],
    reference: str = "",
    cause: str = "",
    actor: Actor,
    at: datetime | None = None,
) -> list[StockMovement]:
    """Book arrived and checked goods; all lines or none."""
    return book_movements(
        entries=_entries(Kind.RECEIPT, warehouse_id, lines, reference, cause), actor=actor, at=at
    )


def _entries(
    kind: Kind, warehouse_id: int, lines: Sequence[ReceivedLine], reference: str, cause: str
) -> list[Entry]:
    return [
        Entry(
            sku_id=line.sku_id,
            warehouse_id=warehouse_id,
            kind=kind,
            quantity=line.quantity,
            cause=cause,
            reference=reference,
            batch=line.batch,
            bin_id=line.bin_id,
        )
        for line in lines
    ]
