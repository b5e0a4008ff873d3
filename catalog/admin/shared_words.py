"""What a new name of a word that goods share brings, told to whoever gave it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import ngettext

from catalog.selectors.shared_words import SharedWord, count_looked_at


@contextmanager
def tell_of_goods(request: HttpRequest, word: SharedWord) -> Iterator[None]:
    """Tell how many goods went back to the check while the word was saved."""
    before = count_looked_at(word) if word.pk else 0
    yield
    if gone := before - count_looked_at(word):
        wording = ngettext(
            "“%(name)s”: %(count)s product that was looked at and is not on sale yet is checked"
            " again.",
            "“%(name)s”: %(count)s products that were looked at and are not on sale yet are"
            " checked again.",
            gone,
        )
        messages.warning(request, wording % {"name": word, "count": gone})
