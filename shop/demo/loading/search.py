"""Enters hot words and synonyms."""

from catalog.models import HotWord, Synonym
from catalog.selectors.hot_words import forget_hot_words
from catalog.selectors.synonyms import forget_synonyms
from shop.demo.searching import HOT_WORDS, ONE_WAY, SYNONYMS


def load_search_vocabulary() -> None:
    """Enter what the search field offers and what means the same."""
    HotWord.objects.bulk_create(
        HotWord(word=word, link=link, position=position)
        for position, (word, link) in enumerate(HOT_WORDS)
    )
    Synonym.objects.bulk_create(
        [
            *(Synonym(words=list(words)) for words in SYNONYMS),
            *(Synonym(typed=typed, words=list(words)) for typed, words in ONE_WAY),
        ]
    )
    forget_hot_words()
    forget_synonyms()
