"""What a shopper may mean: words that go on from what is typed, and the word nearest to a slip."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, Value, When

from catalog.models import SearchWord
from catalog.selectors.pinyin import sound
from catalog.selectors.search_words import fold

MOST_SUGGESTIONS = 8
LONGEST_TYPED = 30
_MOST_TERMS = 4
_NEAR = 0.4

# The nearest word of the catalogue for each term: the same sound first, then what is written alike.
NEAREST = f"""
SELECT json_object_agg(term, near.word) FROM unnest(%s, %s) AS asked (term, sound)
CROSS JOIN LATERAL (
  SELECT w.word FROM catalog_searchword w
  WHERE (w.word %% asked.term OR w.sound %% asked.sound) AND w.goods_count > 0
    AND greatest(similarity(w.word, asked.term), similarity(w.sound, asked.sound)) >= {_NEAR}
  ORDER BY w.word = asked.term DESC, w.sound = asked.sound DESC,
    greatest(similarity(w.word, asked.term), similarity(w.sound, asked.sound)) DESC,
    w.goods_count DESC, w.word LIMIT 1) near
"""  # noqa: S608  a constant of this module


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A word to search for, or the page that it leads to."""

    text: str
    kind: str
    link: str
    goods_count: int


def suggestions(typed: str) -> list[Suggestion]:
    """Return words that begin as typed, by letters, sound or first letters, in one query.

    Of several words the last is completed.
    """
    before, _space, last = fold(typed[:LONGEST_TYPED]).strip().rpartition(" ")
    if not last:
        return []
    letters = sound(last)
    begins = Q(word__startswith=last)
    found = (
        SearchWord.objects.filter(goods_count__gt=0)
        .filter(begins | Q(sound__startswith=letters) | Q(initials__startswith=letters))
        .annotate(
            place=Case(When(begins, then=Value(0)), default=Value(1), output_field=IntegerField())
        )
        .order_by("place", "-goods_count", "word")
    )
    return [
        Suggestion(
            text=f"{before} {row.word}".strip(),
            kind=row.kind,
            link="" if before else row.link,
            goods_count=row.goods_count,
        )
        for row in found[:MOST_SUGGESTIONS]
    ]


def words_that_sound(text: str) -> list[str]:
    """Return the words of the catalogue that are spoken as letters are typed, such as shouji."""
    letters = fold(text).strip()
    if not (letters.isascii() and letters.replace(" ", "").isalpha()):
        return []
    known = SearchWord.objects.filter(sound=sound(letters), goods_count__gt=0)
    return list(known.order_by("-goods_count", "word").values_list("word", flat=True)[:_MOST_TERMS])


def terms_of(text: str) -> tuple[list[str], list[str]]:
    """Return the words of a query as they were written and as they sound."""
    terms = list(dict.fromkeys(fold(text).split()))[:_MOST_TERMS]
    return terms, [sound(term) for term in terms]


def mended(text: str, nearest: Mapping[str, str]) -> str:
    """Return the query with each word replaced by its nearest; "" when that is no other query."""
    terms, _sounds = terms_of(text)
    better = " ".join(nearest.get(term, term) for term in terms)
    return better if better != " ".join(terms) else ""
