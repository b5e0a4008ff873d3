"""The search vector of a listing row, cut by us because PostgreSQL does not cut Chinese."""

from collections.abc import Iterable
from functools import lru_cache

from catalog.selectors.lexemes import end_lexeme, initials_lexeme, quoted, sound_lexeme
from catalog.selectors.pinyin import initials_of_words, syllables
from catalog.selectors.search_words import (
    ends_that_name,
    index_words,
    single_characters,
    whole_words,
)
from catalog.types import SearchDocument

_MOST_PLACES = 12
_LAST_PLACE = 16_000


def search_literal(*, document: SearchDocument) -> str:
    """Write the document as a tsvector; characters and sounds weigh less, so that words win."""
    words_of_title = whole_words(document.title)
    rest = f"{document.brand} {document.categories} {document.selling_points}"
    places: dict[str, list[str]] = {}
    known = places.get
    place = 0
    for weight, words in (
        ("A", index_words(document.title)),
        ("B", index_words(f"{document.brand} {document.numbers}")),
        ("C", _shared_words(f"{document.categories} {document.attributes}")),
        ("D", _shared_words(f"{document.selling_points} {document.tags}")),
        ("C", single_characters(document.title)),
        ("D", single_characters(rest)),
        ("C", _sounds(words_of_title)),
        ("D", _shared_sounds(f"{document.brand} {document.categories}")),
        ("D", map(end_lexeme, ends_that_name(words_of_title))),
    ):
        for word in words:
            place = place + 1 if place < _LAST_PLACE else place
            found = known(word)
            if found is None:
                places[word] = [f"{place}{weight}"]
            else:
                found.append(f"{place}{weight}")
    return _literal(places.items())


@lru_cache(maxsize=1000)
def _shared_words(text: str) -> tuple[str, ...]:
    """Cut what many products have in common only once."""
    return tuple(index_words(text))


@lru_cache(maxsize=1000)
def _shared_sounds(text: str) -> tuple[str, ...]:
    return tuple(_sounds(whole_words(text)))


def _sounds(words: list[str]) -> list[str]:
    """Give every character its syllable, side by side as it is written, then the first letters."""
    spoken = [sound_lexeme(syllable) for word in words for syllable in syllables(word)]
    return [*spoken, *(initials_lexeme(letters) for letters in initials_of_words(words))]


def _literal(places: Iterable[tuple[str, list[str]]]) -> str:
    return " ".join([f"{quoted(word)}:{','.join(found[:_MOST_PLACES])}" for word, found in places])
