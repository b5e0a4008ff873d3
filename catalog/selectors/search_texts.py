"""The text of a listing row in which parts of numbers and slips of the finger are looked for."""

from catalog.selectors.pinyin import sound
from catalog.selectors.search_words import bare_number, fold, whole_words
from catalog.types import SearchDocument

_LONGEST_TEXT = 2_000


def search_text(document: SearchDocument) -> str:
    """Return title and brand, their words as they sound, and all numbers without punctuation."""
    own = f"{document.title} {document.brand}"
    sounds = dict.fromkeys(sound(word) for word in whole_words(own))
    numbers = (bare_number(number) for number in document.numbers.split())
    return " ".join([fold(own), *sounds, *filter(None, numbers)])[:_LONGEST_TEXT]
