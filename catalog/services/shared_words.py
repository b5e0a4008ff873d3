"""Words that many goods share: attributes, their values, brands and tags, and their new names."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Attribute, AttributeValue
from catalog.selectors.shared_words import SharedWord, goods_saying
from catalog.services.content_changes import word_change
from catalog.services.listing import refresh_listing
from shop.common.actors import Actor


@transaction.atomic
def save_word(*, word: Attribute | AttributeValue, actor: Actor) -> None:
    """Save an attribute or a value; its goods show and are found under its new name at once."""
    with renaming(word=word, actor=actor):
        word.save()
    refresh_listing(product_ids=goods_saying(word).values_list("pk", flat=True))


@contextmanager
def renaming(*, word: SharedWord, actor: Actor) -> Iterator[None]:
    """Lock the goods that say a word while it is saved; under a new name they are looked at anew.

    Nothing happens to a word that is new or keeps its name.
    """
    was = _stored_name(word)
    if was in {"", _name(word)}:
        yield
        return
    ids = list(goods_saying(word).values_list("pk", flat=True))
    reason = _("“%(old)s” is now called “%(new)s”.") % {"old": was, "new": _name(word)}
    with word_change(product_ids=ids, actor=actor, reason=reason):
        yield


def _stored_name(word: SharedWord) -> str:
    stored = type(word)._default_manager.filter(pk=word.pk).first()  # noqa: SLF001  Django's own
    return _name(stored) if stored else ""


def _name(word: SharedWord) -> str:
    return f"{word.name} {word.unit}".strip() if isinstance(word, Attribute) else word.name
