"""Counting searches without a find: so many words a day, for so many days, and no more.

What one visitor alone misses may be a name or an address. It is kept only as hashes, until another
visitor misses the same words; counting begins with that one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from catalog.models import LonelyMiss, MissedWord
from catalog.selectors.missed_words import words_to_keep
from shop.common.encryption import keyed_hash

KEPT_DAYS = 90
KEPT_ALONE_DAYS = 30
MOST_A_DAY = 1_000
MOST_ALONE_A_DAY = 10_000

_COUNT = """
    INSERT INTO catalog_missedword (day, words, count, last_seen_at) VALUES (%s, %s, %s, %s)
    ON CONFLICT (words, day) DO UPDATE SET
        count = catalog_missedword.count + EXCLUDED.count,
        last_seen_at = greatest(catalog_missedword.last_seen_at, EXCLUDED.last_seen_at)
"""


@transaction.atomic
def count_missed_words(*, searches: Iterable[tuple[str, datetime, str]]) -> int:
    """Add searches, each with moment and visitor, to the counts of their days; say how many words.

    Not safe to repeat: who may hand in the same search twice must know which were counted. A day
    that has its most words counts on, but takes no further ones; days too old to keep are dropped.
    """
    counts: Counter[tuple[date, str]] = Counter()
    last: dict[tuple[date, str], datetime] = {}
    visitors: dict[str, set[str]] = {}
    for text, at, visitor in searches:
        if words := words_to_keep(text):
            key = (timezone.localtime(at).date(), words)
            counts[key] += 1
            last[key] = max(at, last.get(key, at))
            visitors.setdefault(words, set()).add(visitor)
    if not counts:
        return 0
    shared = _shared(visitors)
    kept = sorted(_with_room({key for key in counts if key[1] in shared}))
    with connection.cursor() as cursor:
        for key in kept:  # in one order, so that two writers do not wait for each other
            cursor.execute(_COUNT, [*key, counts[key], last[key]])
    today = timezone.localdate()
    MissedWord.objects.filter(day__lt=today - timedelta(days=KEPT_DAYS)).delete()
    LonelyMiss.objects.filter(day__lt=today - timedelta(days=KEPT_ALONE_DAYS)).delete()
    return len(kept)


@transaction.atomic
def forget_missed_words(*, words: Iterable[str]) -> None:
    """Throw words away with all their days; the next such search begins anew."""
    MissedWord.objects.filter(words__in=list(words)).delete()


def _shared(visitors: Mapping[str, set[str]]) -> set[str]:
    """Return the words that more than one visitor missed; note the others as hashes."""
    known = MissedWord.objects.filter(words__in=visitors)
    shared = set(known.values_list("words", flat=True))
    hashes = {_hash(words): words for words in visitors if words not in shared}
    asked = {one: {_hash(words, who) for who in visitors[words]} for one, words in hashes.items()}
    _note({one: min(who) for one, who in asked.items()})
    noted = LonelyMiss.objects.filter(words_hash__in=hashes).order_by("words_hash")
    for one, first in noted.select_for_update().values_list("words_hash", "visitor_hash"):
        asked[one].add(first)
    found = [one for one, who in asked.items() if len(who) > 1]
    LonelyMiss.objects.filter(words_hash__in=found).delete()
    return shared | {hashes[one] for one in found}


def _note(asked: Mapping[str, str]) -> None:
    """Note who missed words first, as far as the day has room; a note that is there stays."""
    today = timezone.localdate()
    room = max(MOST_ALONE_A_DAY - LonelyMiss.objects.filter(day=today).count(), 0)
    LonelyMiss.objects.bulk_create(
        [
            LonelyMiss(words_hash=words, visitor_hash=visitor, day=today)
            for words, visitor in sorted(asked.items())[:room]
        ],
        ignore_conflicts=True,
    )


def _hash(words: str, visitor: str = "") -> str:
    """Hash words, with who missed them: of one visitor no two searches look related."""
    return keyed_hash("missed-words", f"{words}\0{visitor}")


def _with_room(wanted: set[tuple[date, str]]) -> set[tuple[date, str]]:
    """Leave out new words of days that are full."""
    days = {day for day, _words in wanted}
    known = set(MissedWord.objects.filter(day__in=days).values_list("day", "words"))
    room = {day: MOST_A_DAY - sum(1 for other, _words in known if other == day) for day in days}
    kept = wanted & known
    for day, words in sorted(wanted - known):
        if room[day] > 0:
            room[day] -= 1
            kept.add((day, words))
    return kept
