"""Asking the search vector: words of a query as a tsquery that PostgreSQL does not cut again."""

from collections.abc import Sequence

from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, Func, Value
from django.db.models.functions import Cast

from catalog.selectors.lexemes import end_lexeme, initials_lexeme, quoted, sound_lexeme
from catalog.selectors.pinyin import LONGEST_INITIALS, readings, syllables
from catalog.selectors.search_words import (
    MAX_QUERY_WORDS,
    all_wholes,
    end_asked_for,
    is_han,
    query_wholes,
    query_words,
    single_characters,
    split_at_synonyms,
    whole_words,
)
from catalog.selectors.synonyms import Synonyms


class Matches(Func):
    """`vector @@ query`, served by the GIN index."""

    arg_joiner = " @@ "
    template = "(%(expressions)s)"
    output_field = BooleanField()


def as_query(literal: str) -> Cast:
    return Cast(Value(literal), SearchQueryField())


def all_words(text: str, known: Synonyms, spoken: Sequence[str] = ()) -> str:
    """Ask for goods that have every word, or what means the same; "" when there is no word.

    `spoken` are words that sound as the whole text is typed: goods that have one come first.
    """
    asked: list[str] = []
    for piece, is_synonym in split_at_synonyms(text, known):
        if is_synonym:
            meanings = [_phrase(meaning) for meaning in known[piece]]
            asked.append(_any([meaning for meaning in meanings if meaning]))
        else:
            asked += [_whole(word, parts) for word, parts in query_wholes(piece)]
    asked = asked or [_whole(word, parts) for word, parts in all_wholes(text)]
    words = " & ".join(word for word in asked[:MAX_QUERY_WORDS] if word)
    return _any([words, *map(quoted, spoken)]) if words and spoken else words


def some_words(text: str, known: Synonyms) -> str:
    """Ask for goods that have any of the words, all of the characters, or the same sound."""
    telling = query_words(text)
    choices = [_word(word) for word in telling]
    for piece, is_synonym in split_at_synonyms(text, known):
        choices += [_phrase(meaning) for meaning in known[piece]] if is_synonym else []
    characters = list(dict.fromkeys(single_characters("".join(telling))))
    if characters:
        choices.append(f"({' & '.join(map(quoted, characters))})")
    choices.append(_homophones(text))
    return " | ".join(choice for choice in choices if choice)


def _phrase(text: str) -> str:
    words = [_word(word) for word in query_words(text)]
    return f"({' & '.join(words)})" if words else ""


def _any(choices: list[str]) -> str:
    return f"({' | '.join(choices)})" if choices else ""


def _whole(word: str, parts: list[str]) -> str:
    """Ask for the parts of a word; goods that have it as a whole have them, and come first."""
    asked = " & ".join(map(_word, parts))
    return asked if parts == [word] else f"(({asked}) | {quoted(word)})"


def _word(word: str) -> str:
    """Ask for one word; letters may also be a sound or first letters, 裙子 any kind of 裙."""
    choices = [quoted(word)]
    if end := end_asked_for(word):
        choices.append(quoted(end_lexeme(end)))
    if word.isascii() and word.isalpha() and len(word) > 1:
        if len(word) <= LONGEST_INITIALS:
            choices.append(quoted(initials_lexeme(word)))
        choices += [_sound(reading) for reading in readings(word)]
    return f"({' | '.join(choices)})" if len(choices) > 1 else choices[0]


def _sound(reading: tuple[str, ...]) -> str:
    """Ask for syllables one after the other; the last may go on."""
    parts = [quoted(sound_lexeme(syllable)) for syllable in reading]
    parts[-1] += ":*"
    return f"({' <-> '.join(parts)})"


def _homophones(text: str) -> str:
    """Ask for what sounds the same, for slips such as 连衣群."""
    words = [word for word in text.split() if len(word) > 1 and all(map(is_han, word))]
    sounds = [
        tuple(sound for part in whole_words(word) for sound in syllables(part)) for word in words
    ]
    asked = [
        f"({' <-> '.join(quoted(sound_lexeme(syllable)) for syllable in sound)})"
        for sound in sounds
        if sound
    ]
    return f"({' & '.join(asked)})" if asked else ""
