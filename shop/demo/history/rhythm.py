"""When a shop is busy: hours of the day, days of the week, the hours of its staff."""

import random
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
# How busy each hour is: a lunch break, and a long evening.
_HOURS = (3, 2, 1, 1, 1, 2, 4, 7, 10, 13, 15, 15, 19, 17, 14, 13, 13, 14, 16, 19, 25, 28, 22, 11)
_WEEKDAYS = (0.94, 0.92, 0.95, 0.97, 1.05, 1.20, 1.24)
_GROWTH_A_DAY = 0.006

# Orders are looked at three times a day.
REVIEW_TIMES = (time(9, 30), time(13, 30), time(16, 30))
# Parcels leave in two rounds: what was ready before noon, and before four.
PICK_UPS = ((time(10, 30), time(12, 0)), (time(15, 30), time(17, 30)))


def moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=SHANGHAI)


def busyness(day: date, *, days_ago: int) -> float:
    """Weigh a day against an average one: weekends are busier, and the shop grows slowly."""
    return _WEEKDAYS[day.weekday()] * (1 - _GROWTH_A_DAY * days_ago)


def some_time(chance: random.Random, day: date) -> datetime:
    """Pick a moment of the day, in a busy hour rather than in a quiet one."""
    hour = chance.choices(range(24), weights=_HOURS)[0]
    return moment(day, time(hour, chance.randrange(60), chance.randrange(60)))


def next_review(after: datetime) -> datetime:
    """Tell when the staff next look at orders."""
    rounds = (
        moment(after.date() + timedelta(days=ahead), at) for ahead in (0, 1) for at in REVIEW_TIMES
    )
    return next(at for at in rounds if at > after)


def next_pick_up(chance: random.Random, after: datetime) -> datetime:
    """Tell when a parcel that is ready now leaves the warehouse."""
    for ahead in (0, 1):
        day = after.date() + timedelta(days=ahead)
        for ready_by, lorry in PICK_UPS:
            if after <= moment(day, ready_by):
                return moment(day, lorry) + timedelta(seconds=chance.randrange(3600))
    raise AssertionError("Every moment has a pick-up on the next day.")


def round_of(shipped_at: datetime) -> tuple[date, bool]:
    """Name the round in which a parcel left: its day, and whether it was the later one."""
    local = shipped_at.astimezone(SHANGHAI)
    return local.date(), local.time() >= PICK_UPS[1][0]
