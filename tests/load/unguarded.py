"""The shop without its guard, for the control: it looks, thinks for a moment, and writes."""

from collections.abc import Mapping

from shop.wsgi import application

# isort: split
# The line above has set Django up.
from django.db import connection

from inventory.models import StockLevel
from inventory.services import reservations
from inventory.services.level_writes import LevelChange

__all__ = ["application"]


def _read_then_write(*, pieces_by_level: Mapping[int, int]) -> list[LevelChange]:
    changes = []
    for level in StockLevel.objects.filter(pk__in=pieces_by_level).order_by("pk"):
        pieces = pieces_by_level[level.pk]
        if level.available < pieces:
            return []
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.02)")
        StockLevel.objects.filter(pk=level.pk).update(reserved=level.reserved + pieces)
        after = level.available - pieces
        changes.append(
            LevelChange(level_id=level.pk, sku_id=level.sku_id, before=level.available, after=after)
        )
    return changes


vars(reservations)["shift_reserved"] = _read_then_write
