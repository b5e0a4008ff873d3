"""Which goods stand in the same orders: one statement over the lines of the last months."""

from datetime import datetime

from django.db import connection

from marketing.types import Together

COMPANIONS = 6

# What was cancelled or looks like a fake order says nothing of what goes together.
_PAIRS = """
    WITH bought AS (
        SELECT DISTINCT line.order_id, sku.product_id
        FROM orders_orderline line
        JOIN orders_order placed ON placed.id = line.order_id
        JOIN catalog_sku sku ON sku.id = line.sku_id
        WHERE placed.placed_at >= %(since)s AND placed.paid_at IS NOT NULL
          AND placed.state <> 'cancelled' AND NOT placed.is_suspect AND line.kind = 'sale'
    ), pairs AS (
        SELECT one.product_id, other.product_id AS companion_id, count(*) AS orders
        FROM bought one
        JOIN bought other ON other.order_id = one.order_id AND other.product_id <> one.product_id
        GROUP BY one.product_id, other.product_id
        HAVING count(*) >= %(least)s
    ), ranked AS (
        SELECT *, row_number() OVER (
            PARTITION BY product_id ORDER BY orders DESC, companion_id
        ) AS place
        FROM pairs
    )
    SELECT product_id, companion_id, orders, place
    FROM ranked
    WHERE place <= %(companions)s
    ORDER BY product_id, place
"""


def bought_together(*, since: datetime, least: int) -> list[Together]:
    """Return the strongest companions of each product, from so many common orders on."""
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, {"since": since, "least": least, "companions": COMPANIONS})
        return [
            Together(product_id=one, companion_id=other, order_count=orders, position=place)
            for one, other, orders, place in cursor.fetchall()
        ]
