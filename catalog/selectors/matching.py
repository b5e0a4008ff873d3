"""Asking the search vector: words of a query as a tsquery that PostgreSQL does not cut again."""

from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, Func, Value
from django.db.models.functions import Cast

from catalog.selectors.search_words import query_words, single_characters


class Matches(Func):
    """`vector @@ query`, served by the GIN index."""

    arg_joiner = " @@ "
    template = "(%(expressions)s)"
    output_field = BooleanField()


def all_words(text: str) -> Cast | None:
    """Ask for goods that have every word; None when the text has no word at all."""
    words = query_words(text)
    return _query(" & ".join(map(_quoted, words))) if words else None


def some_words(text: str) -> Cast | None:
    """Ask for goods that have any of the words, or all of the characters."""
    choices = [_quoted(word) for word in query_words(text)]
    characters = list(dict.fromkeys(single_characters(text)))
    if characters:
        choices.append(f"({' & '.join(map(_quoted, characters))})")
    return _query(" | ".join(choices)) if choices else None


def _query(literal: str) -> Cast:
    return Cast(Value(literal), SearchQueryField())


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
