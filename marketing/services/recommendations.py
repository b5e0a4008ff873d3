"""What is bought together: written as a whole, every night."""

from collections.abc import Iterable

from django.db import connection, transaction

from marketing.models import BoughtTogether
from marketing.types import Together

_BATCH = 1000
# One writer at a time: two nights that overlap would each delete what the other wrote.
_LOCK = 7_204_301


@transaction.atomic
def replace_bought_together(*, pairs: Iterable[Together]) -> int:
    """Put the newly computed companions in the place of all the old ones; say how many there are.

    Readers see the old ones until the commit. Safe to repeat.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    BoughtTogether.objects.all().delete()
    rows = BoughtTogether.objects.bulk_create(
        (
            BoughtTogether(
                product_id=pair.product_id,
                companion_id=pair.companion_id,
                order_count=pair.order_count,
                position=pair.position,
            )
            for pair in pairs
        ),
        batch_size=_BATCH,
    )
    return len(rows)
