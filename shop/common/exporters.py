"""What can be exported: each app declares its exporters in its `exporters.py`, found by itself.

An export has the columns of the import that reads it back: a file that comes back unchanged changes
nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django_stubs_ext import StrOrPromise

from shop.common.sheets.columns import Column
from shop.common.sheets.writing import Cell

BATCH = 500

ExportRow = Mapping[str, Cell]


@dataclass(frozen=True, kw_only=True)
class Exporter:
    """One kind of export; `rows` gives those of a few objects by their keys, in order."""

    key: str
    label: StrOrPromise
    permission: str
    columns: tuple[Column, ...]
    rows: Callable[[Sequence[int]], Iterator[ExportRow]]


_exporters: dict[str, Exporter] = {}


def declare_exporter(exporter: Exporter) -> Exporter:
    """Declare an exporter, so that lists can offer it to those who hold its permission."""
    return _exporters.setdefault(exporter.key, exporter)


def exporter_of(key: str) -> Exporter:
    """Return an exporter. Raises LookupError when no app declares it any more."""
    return _exporters[key]
