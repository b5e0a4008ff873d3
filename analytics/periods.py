"""Days, weeks from Monday, and months of the calendar."""

import calendar
from datetime import date, timedelta

from analytics.models import Report

_DAY = timedelta(days=1)
_WEEK = 7


def period_around(period: str, day: date) -> tuple[date, date]:
    """Return the first and the last day of the day, week or month that a day lies in."""
    if period == Report.Period.WEEK:
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=_WEEK - 1)
    if period == Report.Period.MONTH:
        length = calendar.monthrange(day.year, day.month)[1]
        return day.replace(day=1), day.replace(day=length)
    return day, day


def period_before(period: str, first_day: date) -> tuple[date, date]:
    return period_around(period, first_day - _DAY)


def days_between(first_day: date, last_day: date) -> list[date]:
    return [first_day + timedelta(days=n) for n in range((last_day - first_day).days + 1)]
