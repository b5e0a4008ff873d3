"""Searches without a find: which may be kept, and how often each came."""

import re
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import JSONObject

from catalog.models import MissedWord
from catalog.models.missed_word import LONGEST_MISSED_WORD
from catalog.selectors.search_words import fold, is_han

_DAYS_SHOWN = 7
# Telephone, order, waybill and identity numbers have more digits than a size or a model.
_MOST_DIGITS = 4
_ADDRESS_OF_A_PERSON = re.compile(r"@|https?:|www\.")


def words_to_keep(text: str) -> str:
    """Return a search as it may be stored; nothing when it may tell who searched, or is no word."""
    words = " ".join(fold(text).split())
    digits = sum(character.isdigit() for character in words)
    letters = sum(character.isalpha() for character in words)
    is_word = letters > 1 or any(map(is_han, words))
    if digits > _MOST_DIGITS or not is_word or _ADDRESS_OF_A_PERSON.search(words):
        return ""
    return words if len(words) <= LONGEST_MISSED_WORD else ""


def missed_words(rows: QuerySet[MissedWord]) -> QuerySet[MissedWord]:
    """Take one row for each of the words: the newest, with the sum of all and the last days."""
    same = MissedWord.objects.filter(words=OuterRef("words")).order_by()
    newest = same.values("words").annotate(newest=Max("day")).values("newest")
    total = same.values("words").annotate(total=Sum("count")).values("total")
    days = same.order_by("-day").values(each=JSONObject(day="day", count="count"))[:_DAYS_SHOWN]
    return rows.filter(Q(day=Subquery(newest))).annotate(
        total=Subquery(total), days=ArraySubquery(days)
    )


def days_of(row: Any) -> list[tuple[str, int]]:
    """Return the last days of a row of `missed_words`, the newest first, as month-day and count."""
    return [(each["day"][5:], each["count"]) for each in row.days]
