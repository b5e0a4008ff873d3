"""Words that mean the same, as operators wrote them down."""

from collections.abc import Mapping

from catalog.models import Synonym
from catalog.selectors.remembered import Remembered
from catalog.selectors.search_words import plain

_MOST_MEANINGS = 8

Synonyms = Mapping[str, tuple[str, ...]]


def synonyms() -> Synonyms:
    """Return for every word what else it finds, itself first; warm it costs no query."""
    return _remembered.get()


def forget_synonyms() -> None:
    """Have the next search read them anew; call it after a change was committed."""
    _remembered.forget()


def _read() -> Synonyms:
    found: dict[str, dict[str, None]] = {}
    for group in Synonym.objects.filter(is_active=True).order_by("pk"):
        words = [plain(word) for word in group.words]
        for typed in [plain(group.typed)] if group.typed else words:
            found.setdefault(typed, {typed: None}).update(dict.fromkeys(words))
    return {typed: tuple(words)[:_MOST_MEANINGS] for typed, words in found.items()}


_remembered: Remembered[Synonyms] = Remembered("synonyms", _read)
