"""The sandbox's clock: the providers' waiting times, made shorter by one factor."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from shop.sandbox.errors import BadControl
from shop.sandbox.settings import TIME_SCALE


def scaled(span: timedelta) -> timedelta:
    """Return how long a provider's waiting time lasts here."""
    return span * TIME_SCALE


def beijing(moment: datetime) -> str:
    """Write a moment the way Chinese providers do, in Beijing time."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S")


def moment_in(row: Mapping[str, object], name: str) -> datetime:
    """Read a moment that must be there."""
    moment = optional_moment_in(row, name)
    if moment is None:
        raise BadControl(f"{name} is missing.")
    return moment


def optional_moment_in(row: Mapping[str, object], name: str) -> datetime | None:
    """Read a moment with its zone, as the control door takes them; None when it is not given."""
    raw = row.get(name)
    if raw is None:
        return None
    try:
        moment = parse_datetime(raw) if isinstance(raw, str) else None
    except ValueError:
        moment = None
    if moment is None or timezone.is_naive(moment):
        raise BadControl(f"{name} is not a moment like 2026-11-11T10:00:00+08:00.")
    return moment
