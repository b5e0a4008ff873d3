"""Following the links in the shop's own texts, and keeping a list of those that lead nowhere.

Links to other sites are only written down here; a job of their own asks them
(`shop.services.outside_links`).
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from shop.following import status_of
from shop.links import LONGEST, FoundLink, all_links
from shop.models import DeadLink
from shop.services.outside_links import ask_again, dead_outside_links, note_outside_links

_FIRST_ERROR = 400
_ASKS_FOR_ACCOUNT = {401, 403}


def check_links(*, at: datetime | None = None) -> int:
    """Follow every link once, list the dead ones and drop those that live; returns how many.

    Of other sites those are dead that did not answer when they were last asked.
    """
    moment = at or timezone.now()
    known: dict[str, int] = {}
    outside: set[str] = set()
    silent = dead_outside_links()
    dead: list[tuple[FoundLink, int]] = []
    for link in all_links():
        if link.path:
            if _is_dead(status := _status(link, known)):
                dead.append((link, status))
            continue
        if len(link.address) < LONGEST:  # a longer one was cut, and would be another
            outside.add(link.address)
        if link.address in silent:
            dead.append((link, silent[link.address]))
    _write(dead, moment)
    note_outside_links(addresses=outside, at=moment)
    return len(dead)


def recheck_link(*, dead_link_id: int) -> bool:
    """Follow one link of the list again, if it still stands there; returns whether it lives.

    One of another site is asked by the job, within minutes.
    """
    row = DeadLink.objects.get(pk=dead_link_id)
    if ask_again(address=row.address):
        return False
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
