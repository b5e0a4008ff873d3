"""Numbers as people and addresses write them: plain digits, and nothing else that Python reads.

`int` and `Decimal` also read 1_0 and the digits of other scripts as ten. Nobody sends that by our
forms, and what is bought, paid or asked for must be what everybody reads on the page.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError

T = TypeVar("T")

_MOST_DIGITS = 18  # always below what a key of the database can be
_WHOLE = re.compile(rf"[0-9]{{1,{_MOST_DIGITS}}}", re.ASCII)
_DECIMAL = re.compile(r"[0-9]{1,18}(\.[0-9]{0,18})?|\.[0-9]{1,18}", re.ASCII)
# Django's fields decide about sign, size and places; they are given no other characters.
_GROUPED = re.compile(r"\s*[-+]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?\s*", re.ASCII)
_FIGURES = re.compile(r"\s*[-+]?[0-9.,]*\s*", re.ASCII)


def whole_number(text: str | None) -> int | None:
    """Read 0, 1, 2 …; None for everything else, and for more digits than a key can have."""
    return int(text) if text and _WHOLE.fullmatch(text) else None


def decimal_number(text: str | None) -> Decimal | None:
    """Read 99, 99.5 or .5; None for everything else, signs and exponents included."""
    bare = (text or "").strip()
    return Decimal(bare) if _DECIMAL.fullmatch(bare) else None


def page_number(text: str | None) -> int:
    """Read which page is asked for: the first when it cannot be read."""
    return whole_number(text) or 1


class WholeNumberField(forms.IntegerField):
    """A whole number in a form; says that it is not one when it was not written in digits."""

    def to_python(self, value: Any) -> int | None:
        return _read(self, super().to_python, value)


class DecimalNumberField(forms.DecimalField):
    """A number with places in a form; says that it is not one when it was not written in digits.

    Thousands may be set apart by commas, as banks write them.
    """

    def to_python(self, value: Any) -> Any:  # for the stubs a Decimal is an int
        if isinstance(value, str) and _GROUPED.fullmatch(value):
            value = value.replace(",", "")
        return _read(self, super().to_python, value)


def _read(field: forms.Field, read: Callable[[Any], T], value: Any) -> T:
    if isinstance(value, str) and not _FIGURES.fullmatch(value):
        raise ValidationError(field.error_messages["invalid"], code="invalid")
    return read(value)
