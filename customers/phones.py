"""Mainland mobile numbers: eleven digits, stored without country code."""

import re

from customers.errors import PhoneNotValid

_MOBILE = re.compile(r"1[3-9][0-9]{9}")


def normalise_phone(text: str) -> str:
    """Return the eleven digits of a mobile number however it was typed; raises PhoneNotValid."""
    digits = re.sub(r"[\s\-()]", "", text.strip())
    digits = digits.removeprefix("+86")
    if not _MOBILE.fullmatch(digits):
        raise PhoneNotValid
    return digits
