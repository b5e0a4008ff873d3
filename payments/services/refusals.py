"""Counting notifications that were refused."""

import logging

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from payments.events import NotificationTurnedAway
from payments.models import NotificationRefusal
from shop.common.events import publish

logger = logging.getLogger(__name__)


@transaction.atomic
def count_refusal(*, gateway_code: str, cause: NotificationRefusal.Cause) -> None:
    """Add one to today's count; the first of a day that nothing is kept of is told to staff."""
    row, is_new = NotificationRefusal.objects.get_or_create(
        gateway=gateway_code, day=timezone.localdate(), cause=cause
    )
    NotificationRefusal.objects.filter(pk=row.pk).update(count=F("count") + 1)
    if is_new and cause != NotificationRefusal.Cause.NOT_BELIEVED:
        publish(NotificationTurnedAway(refusal_id=row.pk, gateway=gateway_code, cause=str(cause)))
    logger.warning(
        "Refused a payment notification", extra={"gateway": gateway_code, "cause": str(cause)}
    )
