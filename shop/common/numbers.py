"""Numbers that people read aloud and partners echo back.

Readable ones come from PostgreSQL sequences: unique and rising, gaps allowed. Those for gateways
are random, because a guessable number invites forged notifications.
"""

import secrets
import string
from datetime import datetime

from django.db import connection
from django.db.models import CharField, Func
from django.utils import timezone
from django.utils.deconstruct import deconstructible

_ALPHANUMERIC = string.ascii_uppercase + string.digits
_RANDOM_TAIL = 10


@deconstructible(path="shop.common.numbers.RunningNumber")
class RunningNumber(Func):
    """A database default: prefix, today in the shop's zone when `dated`, the sequence's next value.

    The database draws it on insert, so that an unsaved form burns no number and no round trip is
    needed.
    """

    output_field = CharField()

    def __init__(self, prefix: str, sequence: str, dated: str = "") -> None:
        day = f"to_char(now() AT TIME ZONE 'Asia/Shanghai', '{dated}') || " if dated else ""
        template = f"('{prefix}' || {day}nextval('{sequence}_seq'))"
        super().__init__(template=template)


CUSTOMER_NUMBER = RunningNumber("C", "customer_number")  # C1001
PRODUCT_NUMBER = RunningNumber("SP", "product_number", "YYYY")  # SP20261001
ORDER_NUMBER = RunningNumber("DD", "order_number", "YYYYMMDD")  # DD20261122100001
SHIPMENT_NUMBER = RunningNumber("FH", "shipment_number", "YYYYMMDD")
WAVE_NUMBER = RunningNumber("BC", "wave_number", "YYYYMMDD")
REFUND_NUMBER = RunningNumber("TK", "refund_number", "YYYYMMDD")


def number_of_day(prefix: str, sequence: str, at: datetime) -> str:
    """Draw such a number for a past moment, for orders that come in late or are replayed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [f"{sequence}_seq"])
        return f"{prefix}{timezone.localtime(at):%Y%m%d}{cursor.fetchone()[0]}"


def _gateway_number(prefix: str) -> str:
    tail = "".join(secrets.choice(_ALPHANUMERIC) for _ in range(_RANDOM_TAIL))
    return f"{prefix}{timezone.localtime():%Y%m%d%H%M%S}{tail}"


def out_trade_number() -> str:
    """Our number of one payment attempt at a gateway: 25 of [0-9A-Z], fits all three gateways."""
    return _gateway_number("P")


def out_refund_number() -> str:
    """Our number of one part of a refund at a gateway."""
    return _gateway_number("R")
