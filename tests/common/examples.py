"""An event with every type of field, and subscribers that note what they hear in the database."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from shop.common.events import Event
from shop.common.models import RevealLog


class Sound(StrEnum):
    WHISTLE = "whistle"


@dataclass(frozen=True, kw_only=True)
class KettleBoiled(Event):
    """Every type that an event may hold."""

    reference: str
    cups: int = 2
    is_full: bool = True
    litres: Decimal = Decimal("1.70")
    day: date = date(2026, 11, 22)
    at: datetime | None = None
    sound: Sound = Sound.WHISTLE
    guests: tuple[str, ...] = ()
    times: list[datetime] | None = None


class SubscriberBroken(RuntimeError):
    pass


heard: list[dict[str, object]] = []


def note_kettle(*, reference: str, **newer: object) -> None:
    """Write a row, so that what was done can be counted across connections."""
    heard.append({"reference": reference, **newer})
    RevealLog.objects.create(process="test", subject="kettle", reference=reference, fields="")


def break_down(*, reference: str, **_newer: object) -> None:
    RevealLog.objects.create(process="test", subject="broken", reference=reference, fields="")
    raise SubscriberBroken("the kettle is broken\nDETAIL: Failing row contains (13812341234)")
