"""The sandbox's clock: the providers' waiting times, made shorter by one factor."""

from datetime import datetime, timedelta

from django.utils import timezone

from shop.sandbox.settings import TIME_SCALE


def scaled(span: timedelta) -> timedelta:
    """Return how long a provider's waiting time lasts here."""
    return span * TIME_SCALE


def beijing(moment: datetime) -> str:
    """Write a moment the way Chinese providers do, in Beijing time."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S")
