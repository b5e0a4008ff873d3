"""Numbers that people read aloud and partners echo back.

Readable ones come from PostgreSQL sequences: unique and rising, gaps allowed. Those sent to gateways are
random, because a guessable number invites forged notifications.
"""

import secrets
import string
from datetime import datetime

from django.db import connection
from django.utils import timezone

_ALPHANUMERIC = string.ascii_uppercase + string.digits
_RANDOM_TAIL = 10


def next_value(sequence: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [f"{sequence}_seq"])
        return int(cursor.fetchone()[0])


def _day(at: datetime | None) -> str:
    return f"{timezone.localtime(at or timezone.now()):%Y%m%d}"


def customer_number() -> str:
    """C1001, C1002 …"""
    return f"C{next_value('customer_number')}"


def product_number() -> str:
    """SP2026001 …: the year and a running number."""
    return f"SP{timezone.localtime():%Y}{next_value('product_number'):04d}"


def order_number(at: datetime | None = None) -> str:
    """DD20261122000123: the day and a running number of at least six digits."""
    return f"DD{_day(at)}{next_value('order_number'):06d}"


def shipment_number(at: datetime | None = None) -> str:
    return f"FH{_day(at)}{next_value('shipment_number'):06d}"


def wave_number(at: datetime | None = None) -> str:
    return f"BC{_day(at)}{next_value('wave_number'):04d}"


def refund_number(at: datetime | None = None) -> str:
    return f"TK{_day(at)}{next_value('refund_number'):06d}"


def _gateway_number(prefix: str) -> str:
    tail = "".join(secrets.choice(_ALPHANUMERIC) for _ in range(_RANDOM_TAIL))
    return f"{prefix}{timezone.localtime():%Y%m%d%H%M%S}{tail}"


def out_trade_number() -> str:
    """Our number of one payment attempt at a gateway: 25 of [0-9A-Z], fits all three gateways."""
    return _gateway_number("P")


def out_refund_number() -> str:
    """Our number of one part of a refund at a gateway."""
    return _gateway_number("R")
