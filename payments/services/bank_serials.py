"""Serial numbers of the bank: each is booked once, whoever enters it at the same moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from payments.errors import TransferKnown

_ONCE = ("transfer_serial_once", "refund_part_serial_once")


@contextmanager
def serial_once() -> Iterator[None]:
    """Say in our words that somebody entered the number a moment before, for another order."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as taken:
        if not any(name in str(taken) for name in _ONCE):
            raise
        raise TransferKnown from taken
