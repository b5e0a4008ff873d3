"""Rows whose time has come, on their way to the queue: each is in it once."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

HANDED_OVER = timedelta(seconds=30)


@transaction.atomic
def take_due(
    due: QuerySet[Any], *, time_field: str, at: datetime, limit: int, order_by: tuple[str, ...]
) -> list[int]:
    """Take rows for a hand-over that counts as long as HANDED_OVER; their time is put off so long.

    The task that is queued for each expires then, so that a queue that is behind is not filled with
    the same again.
    """
    free = due.order_by(*order_by).select_for_update(skip_locked=True, of=("self",))
    ids = list(free.values_list("pk", flat=True)[:limit])
    due.model.objects.filter(pk__in=ids).update(**{time_field: at + HANDED_OVER})
    return ids
