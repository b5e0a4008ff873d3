"""The words under the search field."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from catalog.models import HotWord
from catalog.selectors.remembered import Remembered

MOST_SHOWN = 8
_SOON = timedelta(hours=1)


@dataclass(frozen=True)
class HotLink:
    """A hot word with the page that it opens."""

    word: str
    url: str


@dataclass(frozen=True)
class _Planned:
    link: HotLink
    shows_from: datetime | None
    shows_until: datetime | None

    def is_shown(self, at: datetime) -> bool:
        has_begun = self.shows_from is None or self.shows_from <= at
        return has_begun and (self.shows_until is None or at < self.shows_until)


def hot_words() -> list[HotLink]:
    """Return the words shown now, first things first; warm it costs no query."""
    at = timezone.now()
    return [word.link for word in _remembered.get() if word.is_shown(at)][:MOST_SHOWN]


def hot_words_change_at(at: datetime) -> datetime | None:
    """Return when the next word starts or ends to show; warm it costs no query."""
    moments = ((word.shows_from, word.shows_until) for word in _remembered.get())
    return min((one for pair in moments for one in pair if one and one > at), default=None)


def forget_hot_words() -> None:
    """Have the next page read them anew; call it after a change was committed."""
    _remembered.forget()


def _read() -> list[_Planned]:
    """Read what is shown now or begins before the next reading."""
    now = timezone.now()
    rows = HotWord.objects.filter(Q(shows_until__isnull=True) | Q(shows_until__gt=now))
    soon = rows.filter(Q(shows_from__isnull=True) | Q(shows_from__lt=now + _SOON))
    return [
        _Planned(
            HotLink(row.word, row.link or _search_for(row.word)), row.shows_from, row.shows_until
        )
        for row in soon.order_by("position", "pk")
    ]


def _search_for(word: str) -> str:
    return f"{reverse('catalog:search')}?{urlencode({'q': word})}"


_remembered: Remembered[list[_Planned]] = Remembered("hot-words", _read)
