"""How long orders really took to arrive, for pages that promise a day."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import connection

_LOOK_BACK = timedelta(days=90)
_ENOUGH = 5  # parcels: fewer say nothing of a province
_SECONDS = 15 * 60
_NOTHING = -1

# Four of five orders were there by then; without enough of the province, those of all provinces.
_TIMES = """
    SELECT
        extract(epoch FROM percentile_disc(0.8) WITHIN GROUP (ORDER BY took)
            FILTER (WHERE province_code = %(province)s)),
        count(*) FILTER (WHERE province_code = %(province)s),
        extract(epoch FROM percentile_disc(0.8) WITHIN GROUP (ORDER BY took)),
        count(*)
    FROM (
        SELECT receiver.province_code, arrived.delivered_at - arrived.paid_at AS took
        FROM orders_order arrived
        JOIN orders_orderreceiver receiver ON receiver.order_id = arrived.id
        WHERE arrived.placed_at >= %(since)s
          AND arrived.delivered_at IS NOT NULL AND arrived.paid_at IS NOT NULL
    ) times
"""


def usual_delivery_time(province_code: str, at: datetime) -> timedelta | None:
    """Return within what time of payment four of five orders arrived; None when too few did.

    Warm it costs no query; a quarter of an hour old is good enough for an estimate.
    """
    key = f"delivery-time:{province_code}"
    seconds = cache.get(key)
    if seconds is None:
        seconds = _measure(province_code, at)
        cache.set(key, seconds, _SECONDS)
    return None if seconds == _NOTHING else timedelta(seconds=seconds)


def _measure(province_code: str, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_TIMES, {"province": province_code, "since": at - _LOOK_BACK})
        of_province, count, of_all, all_count = cursor.fetchone()
    if count >= _ENOUGH:
        return int(of_province)
    return int(of_all) if all_count >= _ENOUGH else _NOTHING
