"""Words of a text as the search index and a shopper's query know them."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

import rjieba

MAX_QUERY_LENGTH = 60
MAX_QUERY_WORDS = 12
_LONGEST_PLAIN_WORD = 2
_LONGEST_LEXEME = 60
_LONGEST_SYNONYM = 6  # in words as the dictionary cuts them
_SHORTEST_NUMBER = 4

_EMPTY_WORDS = frozenset("的了和与及或是在有也都就而个把被给")

_LETTERS_NEXT_TO_DIGITS = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
_WORD = re.compile(r"\w")
_NOT_OF_A_NUMBER = re.compile(r"[^0-9a-z]")


def index_words(text: str) -> list[str]:
    """Cut a text into every word and part of a word that a shopper may look for."""
    return _clean(rjieba.cut_for_search(plain(text)))


def whole_words(text: str) -> list[str]:
    """Cut a text into the words it is made of, one after the other."""
    return _clean(rjieba.cut(plain(text)))


def single_characters(text: str) -> list[str]:
    """Take the Chinese characters one by one: they find words that the dictionary lacks."""
    return [character for character in plain(text) if is_han(character)]


def query_words(text: str) -> list[str]:
    """Cut a query into words, long words replaced by their parts; never more than a dozen."""
    words = [part for _word, parts in query_wholes(text) for part in parts]
    return list(dict.fromkeys(words))[:MAX_QUERY_WORDS]


def query_wholes(text: str) -> list[tuple[str, list[str]]]:
    """Cut a query into words, each with the parts that a long one is made of, or itself."""
    cut = list(dict.fromkeys(_clean(rjieba.cut(plain(text[:MAX_QUERY_LENGTH])))))
    telling = [word for word in cut if word not in _EMPTY_WORDS] or cut
    return [(word, _parts(word)) for word in telling[:MAX_QUERY_WORDS]]


def split_at_synonyms(text: str, known: Mapping[str, object]) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a query; the flag says that a piece is a word of `known`.

    A word is known only as a whole: 面包 does not hold 包.
    """
    cut = rjieba.cut(plain(text[:MAX_QUERY_LENGTH]))
    start, rest = 0, ""
    while start < len(cut):
        end = _end_of_synonym(cut, start, known)
        if end:
            if rest.strip():
                yield rest, False
            yield "".join(cut[start:end]), True
            start, rest = end, ""
        else:
            rest += cut[start]
            start += 1
    if rest.strip():
        yield rest, False


def as_number(text: str) -> str:
    """Return letters and digits alone when a query may be (part of) a number, or nothing."""
    if any(is_han(character) for character in text):
        return ""
    bare = bare_number(text)
    is_one = len(bare) >= _SHORTEST_NUMBER and any(character.isdigit() for character in bare)
    return bare if is_one else ""


def bare_number(text: str) -> str:
    """Return the letters and digits of a number, however it is grouped."""
    return _NOT_OF_A_NUMBER.sub("", fold(text))


def plain(text: str) -> str:
    """Fold a text so that different ways of writing it are one."""
    return _LETTERS_NEXT_TO_DIGITS.sub(" ", fold(text))


def fold(text: str) -> str:
    """Make one of what looks the same: wide letters, capitals."""
    return unicodedata.normalize("NFKC", text).lower().replace("\0", "")


def is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff"


def _end_of_synonym(cut: list[str], start: int, known: Mapping[str, object]) -> int:
    for end in range(min(len(cut), start + _LONGEST_SYNONYM), start, -1):
        if "".join(cut[start:end]) in known:
            return end
    return 0


def _parts(word: str) -> list[str]:
    if len(word) <= _LONGEST_PLAIN_WORD or not is_han(word[0]):
        return [word]
    parts = [part for part in _clean(rjieba.cut_for_search(word)) if part != word]
    return parts or [word]


def _clean(words: list[str]) -> list[str]:
    stripped = (word.strip()[:_LONGEST_LEXEME] for word in words)
    return [word for word in stripped if _WORD.search(word)]
