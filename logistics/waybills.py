"""Waybill numbers: what passes as one, and what looks like a carrier's."""

import re

from logistics.errors import WaybillNotValid

_NUMBER = re.compile(r"[0-9A-Z-]{6,32}")


def clean_waybill(text: str) -> str:
    """Return a waybill number without spaces, in capitals. Raises WaybillNotValid."""
    number = "".join(text.split()).upper()
    if not _NUMBER.fullmatch(number):
        raise WaybillNotValid
    return number


def has_usual_shape(*, pattern: str, waybill: str) -> bool:
    """Say whether a number looks like a carrier's; another shape is worth a warning, no more."""
    return not pattern or bool(re.fullmatch(pattern, waybill))
