"""Links to other sites: written down when they are met, asked a few at a time by a job.

Nobody else asks them: a text that staff write must not make a page of the shop call addresses of
somebody's choice, and the job calls public machines alone (`shop.common.outside_files`).
"""

import time
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from django.utils import timezone

from shop.common.outside_files import AddressNotAllowed, FileNotFetched, public_status
from shop.models import DeadLink, OutsideLink

_AGAIN_AFTER = timedelta(days=7)
_MISSED_AGAIN_AFTER = timedelta(hours=20)
_AT_MOST = 30
_PAUSE_SECONDS = 1.0
# Well below the time after which a broker gives a task to another worker.
_MOST_SECONDS = 120.0

_FIRST_ERROR = 400
_GONE = {404, 410}
# They say what the site thinks of being asked by a machine, not that the page is not there.
_REFUSALS = {401, 403, 405, 406, 429, 451, 999}
_MISSES = 3  # a site may be away for a night or two

State = OutsideLink.State


def note_outside_links(*, addresses: Collection[str], at: datetime) -> None:
    """Write down what links to other sites stand in the texts, and forget those that left."""
    OutsideLink.objects.bulk_create(
        (OutsideLink(address=address, seen_at=at) for address in addresses),
        update_conflicts=True,
        unique_fields=["address"],
        update_fields=["seen_at"],
        batch_size=500,
    )
    OutsideLink.objects.filter(seen_at__lt=at).delete()


def dead_outside_links() -> dict[str, int]:
    """Return the answer of every address that was found dead; 0: none at all."""
    return dict(OutsideLink.objects.filter(state=State.DEAD).values_list("address", "status"))


def ask_outside_links(
    *, at: datetime | None = None, pause: Callable[[float], None] = time.sleep
) -> int:
    """Ask those that are due, a few in one run and with a pause after each; returns how many."""
    now, started = at or timezone.now(), time.monotonic()
    silent: list[OutsideLink] = []
    asked = 0
    for row in _due(now):
        if time.monotonic() - started > _MOST_SECONDS:
            break
        if not _claim(row, now):
            continue
        asked += 1
        if not _ask(row):
            silent.append(row)
        pause(_PAUSE_SECONDS)
    if silent and (asked > len(silent) or _has_way_out()):
        for row in silent:
            _miss(row)
    return asked


def ask_again(*, address: str) -> bool:
    """Have the next run ask an address; returns whether it is one of another site."""
    return bool(OutsideLink.objects.filter(address=address).update(checked_at=None))


def _due(now: datetime) -> list[OutsideLink]:
    missed = OutsideLink.objects.filter(misses__gt=0).due(before=now - _MISSED_AGAIN_AFTER)
    others = OutsideLink.objects.filter(misses=0).due(before=now - _AGAIN_AFTER)
    return [*others[:_AT_MOST], *missed[:_AT_MOST]][:_AT_MOST]


def _claim(row: OutsideLink, now: datetime) -> bool:
    """Take the row before asking: two runs at once ask an address once."""
    same = OutsideLink.objects.filter(pk=row.pk, checked_at=row.checked_at)
    return bool(same.update(checked_at=now))


def _ask(row: OutsideLink) -> bool:
    """Ask one address and judge its answer; says whether there was one."""
    try:
        row.status = public_status(url=row.address)
    except FileNotFetched:
        return False
    except AddressNotAllowed:
        row.state, row.status, row.misses = State.NOT_CHECKED, 0, 0
    else:
        _judge(row)
    row.save(update_fields=["state", "status", "misses"])
    if row.state == State.LIVING:
        DeadLink.objects.filter(address=row.address).delete()
    return True


def _judge(row: OutsideLink) -> None:
    if row.status < _FIRST_ERROR or row.status in _REFUSALS:
        row.state, row.misses = State.LIVING, 0
        return
    row.misses += 1
    if row.status in _GONE or row.misses >= _MISSES:
        row.state = State.DEAD


def _miss(row: OutsideLink) -> None:
    row.status = 0
    row.misses += 1
    if row.misses >= _MISSES:
        row.state = State.DEAD
    row.save(update_fields=["state", "status", "misses"])


def _has_way_out() -> bool:
    """Ask one that worked before: while nobody answers, it may be the shop that is cut off."""
    living = OutsideLink.objects.filter(state=State.LIVING).order_by("-checked_at", "pk").first()
    try:
        return living is not None and public_status(url=living.address) > 0
    except (AddressNotAllowed, FileNotFetched):
        return False
