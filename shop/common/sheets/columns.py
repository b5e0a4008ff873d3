"""Columns of a sheet that the shop reads: how they may be headed and what may stand in them."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from shop.common.money import FEN

Read = Callable[[str], object]

# What empties a cell: an empty one leaves everything as it is.
CLEAR = ("(空)", "(empty)")
_BRACKETS_OPEN = ("(", "（")

_YES, _NO = {"1", "是", "yes", "y", "true", "√"}, {"0", "否", "no", "n", "false", "×"}
_WORDS = re.compile(r"[,，;；、\n]+")
_PAIRS = re.compile(r"[;；\n]+")
_PAIR = re.compile(r"[:：=]")
_BRACKETS = re.compile(r"\(.*?\)|（.*?）|\*")
# Control characters but tab and line ends.
_NOT_SHOWN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_CURRENCY = str.maketrans("", "", "¥￥, ")
_LARGEST = Decimal("9999999.99")
# As people and spreadsheets write them; Decimal alone reads 1_0 and the digits of other scripts.
_FIGURE = re.compile(
    r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[-+]?[0-9]{1,4})?", re.ASCII | re.IGNORECASE
)


class CellWrong(ValueError):
    """A cell does not hold what its column wants; the message says what is possible."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column. `titles` are its headings: Chinese, English, and what else it may be called."""

    name: str
    titles: tuple[str, ...]
    read: Read
    hint: StrOrPromise = ""
    example: str = ""
    is_required: bool = False
    is_clearable: bool = False
    is_information: bool = False  # exported for people, never read back
    is_hidden: bool = False  # filled by the shop itself, never by a sheet
    choices: Callable[[], Sequence[str]] | None = None
    permissions: tuple[str, ...] = ()  # what it takes to say something here

    CHINESE: ClassVar[int] = 0
    ENGLISH: ClassVar[int] = 1

    @property
    def title(self) -> str:
        """Return the heading in the language of whoever asks."""
        is_chinese = (get_language() or "").startswith("zh")
        return self.titles[self.CHINESE if is_chinese else self.ENGLISH]

    def value(self, cell: str) -> object:
        """Read a cell. Raises CellWrong."""
        return None if self.is_clearable and _clears(cell) else self.read(cell)


@dataclass(frozen=True, kw_only=True)
class Headings:
    """Which column stands where, and what could not be understood."""

    places: dict[int, Column]
    unknown: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        return {column.name for column in self.places.values()}


def find_headings(cells: Sequence[str], columns: Iterable[Column]) -> Headings:
    """Recognise the headings of a row, in any order and in both languages."""
    known = {
        _plain(title): column
        for column in columns
        if not column.is_hidden
        for title in column.titles
    }
    found = Headings(places={})
    for place, cell in enumerate(cells):
        column = known.get(_plain(cell))
        if column is None:
            found.unknown.extend([cell] if cell else [])
        elif column.name in found.names:
            found.twice.append(cell)
        else:
            found.places[place] = column
    return found


def text(most: int) -> Read:
    def read(cell: str) -> str:
        if len(cell) > most:
            raise CellWrong(_("At most %(count)d characters.") % {"count": most})
        if _NOT_SHOWN.search(cell):
            raise CellWrong(_("There are characters in it that cannot be shown."))
        return cell

    return read


def whole(least: int, most: int) -> Read:
    def read(cell: str) -> int:
        number = _number(cell)
        if number != number.to_integral_value() or not least <= number <= most:
            limits = {"least": least, "most": most}
            raise CellWrong(_("A whole number from %(least)d to %(most)d.") % limits)
        return int(number)

    return read


def money(cell: str) -> Decimal:
    amount = _number(cell)
    if not FEN <= amount <= _LARGEST or amount % FEN:
        raise CellWrong(_("An amount above zero with at most two places, such as 59.90."))
    return amount.quantize(FEN)


def yes_no(cell: str) -> bool:
    word = cell.strip().lower()
    if word not in _YES | _NO:
        raise CellWrong(_("Yes or no."))
    return word in _YES


def moment(cell: str) -> datetime:
    try:
        found = parse_datetime(cell.replace("/", "-"))
        day = None if found else parse_date(cell.replace("/", "-"))
    except ValueError:
        found, day = None, None
    if found is None and day is not None:
        found = datetime.combine(day, datetime.min.time())
    if found is None:
        raise CellWrong(_("A date or a moment, such as 2026-12-01 or 2026-12-01 10:00."))
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def words(most: int) -> Read:
    def read(cell: str) -> tuple[str, ...]:
        found = tuple(dict.fromkeys(word.strip() for word in _WORDS.split(cell) if word.strip()))
        if any(len(word) > most for word in found):
            raise CellWrong(_("At most %(count)d characters.") % {"count": most})
        return found

    return read


def pairs(cell: str) -> tuple[tuple[str, str], ...]:
    """Read "colour: red; size: M"."""
    found = []
    for part in _PAIRS.split(cell):
        if not part.strip():
            continue
        name, *rest = (piece.strip() for piece in _PAIR.split(part, maxsplit=1))
        if not name or not rest or not rest[0]:
            raise CellWrong(_("Name and value with a colon, parted by semicolons: 颜色:红;尺码:M"))
        found.append((name, rest[0]))
    if len({name for name, value in found}) != len(found):
        raise CellWrong(_("The same name stands there twice."))
    return tuple(found)


def one_of(choices: dict[str, str]) -> Read:
    """Read one of a few words; `choices` gives the meaning of each."""

    def read(cell: str) -> str:
        meaning = choices.get(cell.strip().lower())
        if meaning is None:
            raise CellWrong(_("One of: %(choices)s.") % {"choices": ", ".join(choices)})
        return meaning

    return read


def _clears(cell: str) -> bool:
    if not cell.startswith(_BRACKETS_OPEN):
        return False
    return cell.lower().replace("（", "(").replace("）", ")") in CLEAR


def _number(cell: str) -> Decimal:
    plain = unicodedata.normalize("NFKC", cell).translate(_CURRENCY)
    if not _FIGURE.fullmatch(plain):
        raise CellWrong(_("A number."))
    number = Decimal(plain)
    if abs(number) > 10**15 or number.adjusted() < -9:  # noqa: PLR2004
        raise CellWrong(_("A number."))
    return number


def _plain(title: str) -> str:
    folded = unicodedata.normalize("NFKC", title).strip().lower()
    return re.sub(r"[\s_\-]+", "", _BRACKETS.sub("", folded))
