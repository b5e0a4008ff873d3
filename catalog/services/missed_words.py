"""Counting searches without a find: so many words a day, for so many days, and no more."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from catalog.models import MissedWord
from catalog.selectors.missed_words import words_to_keep

KEPT_DAYS = 90
MOST_A_DAY = 1_000

_COUNT = """
    INSERT INTO catalog_missedword (day, words, count, last_seen_at) VALUES (%s, %s, %s, %s)
    ON CONFLICT (words, day) DO UPDATE SET
        count = catalog_missedword.count + EXCLUDED.count,
        last_seen_at = greatest(catalog_missedword.last_seen_at, EXCLUDED.last_seen_at)
"""


@transaction.atomic
def count_missed_words(*, searches: Iterable[tuple[str, datetime]]) -> int:
    """Add searches, each with its moment, to the counts of their days; return how many words.

    Not safe to repeat: who may hand in the same search twice must know which were counted. A day
    that has its most words counts on, but takes no further ones; days too old to keep are dropped.
    """
    counts: Counter[tuple[date, str]] = Counter()
    last: dict[tuple[date, str], datetime] = {}
    for text, at in searches:
        if words := words_to_keep(text):
            key = (timezone.localtime(at).date(), words)
            counts[key] += 1
            last[key] = max(at, last.get(key, at))
    if not counts:
        return 0
    kept = sorted(_with_room(counts))
    with connection.cursor() as cursor:
        for key in kept:  # in one order, so that two writers do not wait for each other
            cursor.execute(_COUNT, [*key, counts[key], last[key]])
    oldest = timezone.localdate() - timedelta(days=KEPT_DAYS)
    MissedWord.objects.filter(day__lt=oldest).delete()
    return len(kept)


@transaction.atomic
def forget_missed_words(*, words: Iterable[str]) -> None:
    """Throw words away with all their days; the next such search begins anew."""
    MissedWord.objects.filter(words__in=list(words)).delete()


def _with_room(counts: Iterable[tuple[date, str]]) -> set[tuple[date, str]]:
    """Leave out new words of days that are full."""
    wanted = set(counts)
    days = {day for day, _words in wanted}
    known = set(MissedWord.objects.filter(day__in=days).values_list("day", "words"))
    room = {day: MOST_A_DAY - sum(1 for other, _words in known if other == day) for day in days}
    kept = wanted & known
    for day, words in sorted(wanted - known):
        if room[day] > 0:
            room[day] -= 1
            kept.add((day, words))
    return kept
