"""What can be imported: each app declares its importers in its `importers.py`, found by itself.

An importer reads rows in chunks. `plan` looks at a chunk and writes nothing: it returns what is to
be done, and what is wrong in which row. `write` does it, many rows in few statements and by the
same rules as the single operations. The dry run is `plan` alone; the import is both, again: a plan
is true of the shop it was made for, and between check and confirmation hours and other people pass.
To keep it, every id in it would have to be looked up anew, which is what planning is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from django.db.models import Model
from django_stubs_ext import StrOrPromise

from shop.common.actors import Actor
from shop.common.sheets.columns import Column

CHUNK = 1000


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row with the values of the cells that are filled, by the name of their column."""

    number: int
    values: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong in a row: where, what stands there, and what would be possible."""

    row: int
    column: str = ""
    value: str = ""
    reason: str


class Item(Protocol):
    """What an importer writes as a whole; it knows the rows that it came from."""

    @property
    def rows(self) -> Sequence[int]: ...


T = TypeVar("T", bound=Item)


def _anything(_right: str) -> bool:
    return True


@dataclass(kw_only=True)
class Seen:
    """What the rows before had, so that a dry run finds what stands in the file twice.

    `may` tells which rights whoever imports has.
    """

    first_rows: dict[int, int] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    may: Callable[[str], bool] = _anything

    def first_row(self, kind: str, value: str, row: int) -> int:
        """Return the row that had this value first: this one, or an earlier one."""
        return self.first_rows.setdefault(hash((kind, value)), row)

    def has(self, kind: str, value: str) -> bool:
        return hash((kind, value)) in self.first_rows


@dataclass(kw_only=True)
class Plan(Generic[T]):
    """What is to be done with a chunk, and the rows that cannot be."""

    items: list[T] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(kw_only=True)
class Tally:
    """Rows by what became of them."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0

    def add(self, other: "Tally") -> None:
        self.created += other.created
        self.updated += other.updated
        self.unchanged += other.unchanged


@dataclass(frozen=True, kw_only=True)
class SourceRow:
    """A row in our columns, as the reader of a foreign format gives it."""

    number: int
    cells: Mapping[str, str]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Reads a format that others export, and gives it in our columns.

    `recognises` looks at the first rows. `notes` say once what the format has and we do not take.
    """

    label: StrOrPromise
    recognises: Callable[[Sequence[list[str]]], bool]
    rows: Callable[[Iterator[tuple[int, list[str]]], set[str]], Iterator[SourceRow]]
    heading_rows: int = 1


@dataclass(frozen=True, kw_only=True)
class Option:
    """Something to be decided at the upload: a value for rows that have none, or yes or no."""

    name: str
    label: StrOrPromise
    help_text: StrOrPromise = ""
    choices: Callable[[], Sequence[str]] | None = None  # None: yes or no
    permissions: tuple[str, ...] = ()


class PlanChunk(Protocol[T]):
    def __call__(self, *, rows: Sequence[Row], seen: Seen) -> Plan[T]: ...


class ReadArchive(Protocol):
    def __call__(self, *, path: Path) -> Iterator[SourceRow]: ...


class FetchItems(Protocol):
    def __call__(self, *, items: Sequence[Any], archive: Path | None) -> Sequence[Any]: ...


class WriteItems(Protocol):
    def __call__(self, *, items: Any, actor: Actor, at: datetime) -> Tally: ...


@dataclass(frozen=True, kw_only=True)
class Importer:
    """One kind of import."""

    key: str
    label: StrOrPromise
    help_text: StrOrPromise
    permissions: tuple[str, ...]
    columns: tuple[Column, ...]
    plan: PlanChunk[Any]
    write: WriteItems
    readers: tuple[Reader, ...] = ()
    options: tuple[Option, ...] = ()
    # For what needs the network or the archive: called between two transactions.
    fetch: FetchItems | None = None
    # Rows that an archive brings by the names of its files.
    archive: ReadArchive | None = None
    # What rows belong together: they are planned and written in one chunk.
    group_of: Callable[[Mapping[str, str]], str] | None = None
    takes_sheets: bool = True
    chunk: int = CHUNK
    # Those that it fills: as they grow the planner is told, or it reads them whole for every chunk.
    fills: tuple[type[Model], ...] = ()

    @property
    def asked_columns(self) -> list[Column]:
        """Return the columns that a person fills in."""
        return [c for c in self.columns if not c.is_information and not c.is_hidden]

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


_importers: dict[str, Importer] = {}


def declare_importer(importer: Importer) -> Importer:
    """Declare an importer, so that the back office offers it to those who hold its permissions."""
    return _importers.setdefault(importer.key, importer)


def importer_of(key: str) -> Importer:
    """Return an importer. Raises LookupError when no app declares it any more."""
    return _importers[key]


def importers() -> list[Importer]:
    return list(_importers.values())
