"""The day that a page of figures is asked for in its address."""

from datetime import date

from django.http import HttpRequest
from django.utils.dateparse import parse_date

_FIRST, _LAST = date(2000, 1, 1), date(2999, 12, 1)


def asked_day(request: HttpRequest, *, usual: date) -> date:
    """Return the day of the address; the usual one where it names none that can be."""
    try:
        day = parse_date(request.GET.get("day", ""))
    except ValueError:  # written like a day, but no calendar has it
        return usual
    return day if day and _FIRST <= day <= _LAST else usual
