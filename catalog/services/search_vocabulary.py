"""Synonyms and hot words: what operators teach the search."""

from django.db import transaction

from catalog.models import HotWord, Synonym
from catalog.selectors.hot_words import forget_hot_words
from catalog.selectors.search_words import fold
from catalog.selectors.synonyms import forget_synonyms
from catalog.services.missed_words import forget_missed_words
from shop.common.actors import Actor


@transaction.atomic
def save_synonym(*, synonym: Synonym, actor: Actor) -> Synonym:
    """Save a group of synonyms; the next search knows it."""
    del actor  # field changes by staff are kept by auditlog
    synonym.save()
    # What is taught is no longer missed.
    forget_missed_words(words=[fold(word) for word in synonym.all_words])
    transaction.on_commit(forget_synonyms)
    return synonym


@transaction.atomic
def delete_synonym(*, synonym_id: int, actor: Actor) -> None:
    """Delete a group of synonyms; the next search has forgotten it."""
    del actor
    Synonym.objects.filter(pk=synonym_id).delete()
    transaction.on_commit(forget_synonyms)


@transaction.atomic
def save_hot_word(*, hot_word: HotWord, actor: Actor) -> HotWord:
    """Save a hot word; the next page shows it when its time has come."""
    del actor
    hot_word.save()
    transaction.on_commit(forget_hot_words)
    return hot_word


@transaction.atomic
def delete_hot_word(*, hot_word_id: int, actor: Actor) -> None:
    """Delete a hot word; the next page does not show it."""
    del actor
    HotWord.objects.filter(pk=hot_word_id).delete()
    transaction.on_commit(forget_hot_words)
