"""How much is kept of what was refused: some of each hour, and not for ever. All are counted.

Anybody can send what no gateway sent, as much as he likes.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from payments.models import Notification
from payments.policies import PaymentPolicies
from shop.common.policies import policies

KEPT_BYTES = 16_384  # of what was refused; true ones are shorter
MOST_PER_HOUR = 20  # of one gateway and verdict
_BATCH = 500


def has_room(*, gateway_code: str, verdict: Notification.Verdict) -> bool:
    """Say whether one more that was refused for this reason is kept within the hour.

    Of those that arrive at the same moment a few more may be.
    """
    an_hour_ago = timezone.now() - timedelta(hours=1)
    kept = Notification.objects.filter(
        gateway=gateway_code, verdict=verdict, received_at__gt=an_hour_ago
    )
    return kept[:MOST_PER_HOUR].count() < MOST_PER_HOUR


@transaction.atomic
def prune_refused(*, at: datetime | None = None) -> int:
    """Forget a batch of what was refused long ago; say how many it were.

    Of what was told of a payment of ours the row stays, without its text.
    """
    before = (at or timezone.now()) - timedelta(days=policies(PaymentPolicies).keep_refused_days)
    old = Notification.objects.refused().filter(received_at__lt=before).with_text()
    ids = list(old.order_by("received_at", "pk").values_list("pk", flat=True)[:_BATCH])
    batch = Notification.objects.filter(pk__in=ids)
    batch.filter(attempt=None).delete()
    batch.update(body="", headers={}, ip=None)
    return len(ids)
