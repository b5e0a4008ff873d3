"""Following the links in the shop's own texts, and keeping a list of those that lead nowhere.

Links to other sites are not followed: a text that staff write must not make the shop call
addresses of somebody's choice.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from shop.following import status_of
from shop.links import FoundLink, all_links
from shop.models import DeadLink

_FIRST_ERROR = 400
_ASKS_FOR_ACCOUNT = {401, 403}


def check_links(*, at: datetime | None = None) -> int:
    """Follow every link once, list the dead ones and drop those that live; returns how many."""
    moment = at or timezone.now()
    known: dict[str, int] = {}
    dead = [(link, status) for link in all_links() if _is_dead(status := _status(link, known))]
    _write(dead, moment)
    return len(dead)


def recheck_link(*, dead_link_id: int) -> bool:
    """Follow one link of the list again, if it still stands there; returns whether it lives."""
    row = DeadLink.objects.get(pk=dead_link_id)
    here = (
        link
        for link in all_links()
        if link.place.key == row.place_key and link.address == row.address
    )
    link = next(here, None)
    if link is None or not _is_dead(status := _status(link, {})):
        row.delete()
        return True
    row.status, row.checked_at = status, timezone.now()
    row.save(update_fields=["status", "checked_at"])
    return False


def _status(link: FoundLink, known: dict[str, int]) -> int:
    if not link.path:
        return 200
    if link.path not in known:
        known[link.path] = status_of(link.path)
    return known[link.path]


def _is_dead(status: int) -> bool:
    return status >= _FIRST_ERROR and status not in _ASKS_FOR_ACCOUNT


@transaction.atomic
def _write(dead: Iterable[tuple[FoundLink, int]], at: datetime) -> None:
    rows = {
        (link.place.key, link.address): DeadLink(
            address=link.address,
            place=link.place.name[:200],
            place_key=link.place.key,
            edit_url=link.place.edit_url,
            status=status,
            found_at=at,
            checked_at=at,
        )
        for link, status in dead
    }
    DeadLink.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["place_key", "address"],
        update_fields=["place", "status", "checked_at"],
        batch_size=500,
    )
    DeadLink.objects.filter(checked_at__lt=at).delete()
