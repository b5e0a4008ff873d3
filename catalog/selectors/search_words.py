"""Words of a text as the search index and a shopper's query know them."""

import re
import unicodedata

import rjieba

MAX_QUERY_LENGTH = 60
MAX_QUERY_WORDS = 12
_LONGEST_PLAIN_WORD = 2
_LONGEST_LEXEME = 60

_EMPTY_WORDS = frozenset("的了和与及或是在有也都就而个把被给")

_LETTERS_NEXT_TO_DIGITS = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
_WORD = re.compile(r"\w")


def index_words(text: str) -> list[str]:
    """Cut a text into every word and part of a word that a shopper may look for."""
    return _clean(rjieba.cut_for_search(_plain(text)))


def single_characters(text: str) -> list[str]:
    """Take the Chinese characters one by one: they find words that the dictionary lacks."""
    return [character for character in _plain(text) if _is_han(character)]


def query_words(text: str) -> list[str]:
    """Cut a query into words, long words replaced by their parts; never more than a dozen."""
    cut = _clean(rjieba.cut(_plain(text[:MAX_QUERY_LENGTH])))
    telling = [word for word in cut if word not in _EMPTY_WORDS] or cut
    words = [part for word in telling for part in _parts(word)]
    return list(dict.fromkeys(words))[:MAX_QUERY_WORDS]


def _parts(word: str) -> list[str]:
    if len(word) <= _LONGEST_PLAIN_WORD or not _is_han(word[0]):
        return [word]
    parts = [part for part in _clean(rjieba.cut_for_search(word)) if part != word]
    return parts or [word]


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower().replace("\0", "")
    return _LETTERS_NEXT_TO_DIGITS.sub(" ", folded)


def _clean(words: list[str]) -> list[str]:
    stripped = (word.strip()[:_LONGEST_LEXEME] for word in words)
    return [word for word in stripped if _WORD.search(word)]


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff"
