"""In which order a filter shows sizes: product types that share it number theirs each from one."""

import re
from collections.abc import Iterable

from catalog.types import FacetValue

_LETTERS = re.compile(r"(\d?)(X*)([SML])")
_NUMBER = re.compile(r"(\d{1,6}(?:\.\d{1,3})?) ?[A-Z码号寸]{0,4}")
_STEPS = {"S": -1, "M": 0, "L": 1}


def in_order_of_size(values: Iterable[FacetValue]) -> list[FacetValue]:
    """Sort XS, S, M, L, XL, 3XL, then numbers; what is not of sizes stays in its own order."""
    shown = list(values)
    sizes = {value.label: _size(value.label) for value in shown}
    if None not in sizes.values() or {0, 1} <= {size[0] for size in sizes.values() if size}:
        return sorted(shown, key=lambda value: sizes[value.label] or (2, 0))
    return shown


def _size(label: str) -> tuple[int, float] | None:
    name = label.strip().upper()
    if letters := _LETTERS.fullmatch(name):
        many = int(letters[1] or len(letters[2]))
        return 0, _STEPS[letters[3]] * (1 + many)
    if number := _NUMBER.fullmatch(name):
        return 1, float(number[1])
    return None
