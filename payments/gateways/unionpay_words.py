"""How UnionPay writes moments and money, and what its response codes mean."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
SUCCESS, NOT_FOUND, NO_FILE = "00", "34", "98"
IS_DONE = frozenset({"00", "A6"})  # A6: success with a defect, for reconciliation
IS_UNKNOWN = frozenset({"03", "04", "05"})  # only the query tells
_HUNDRED = Decimal(100)
_STAMP = "%Y%m%d%H%M%S"
_STAMP_LENGTH, _TRACE_LENGTH = 14, 10
_CUT = timedelta(hours=1)  # the clearing day begins at 23:00 of the day before
_LONGEST_AMOUNT = 12


def stamp(at: datetime) -> str:
    """Write a moment as `txnTime`: Beijing time, whole seconds."""
    return at.astimezone(BEIJING).strftime(_STAMP)


def moment(text: str | None) -> datetime | None:
    """Read a `txnTime`."""
    if not _is_digits(text, _STAMP_LENGTH):
        return None
    try:
        return datetime.strptime(str(text), _STAMP).replace(tzinfo=BEIJING)
    except ValueError:
        return None


def moment_of_trace(text: str | None, *, near: datetime | None) -> datetime | None:
    """Read a `traceTime`, which has no year: that of the nearest such moment."""
    if near is None or not _is_digits(text, _TRACE_LENGTH):
        return None
    year = near.astimezone(BEIJING).year
    moments = (moment(f"{choice}{text}") for choice in (year - 1, year, year + 1))
    return min((at for at in moments if at), key=lambda at: abs(at - near), default=None)


def clearing_day(at: datetime) -> date:
    """Return the day on whose file a moment's trades stand: it ends at 23:00."""
    return (at.astimezone(BEIJING) + _CUT).date()


def fen(amount: Decimal) -> int:
    """Count yuan in fen."""
    return int(amount * _HUNDRED)


def yuan(text: str | None) -> Decimal | None:
    """Read an amount in fen; None when it is none."""
    is_amount = (
        bool(text) and len(str(text)) <= _LONGEST_AMOUNT and _is_digits(text, len(str(text)))
    )
    return (Decimal(str(text)) / _HUNDRED).quantize(Decimal("0.01")) if is_amount else None


def _is_digits(text: str | None, length: int) -> bool:
    return text is not None and len(text) == length and text.isascii() and text.isdigit()
