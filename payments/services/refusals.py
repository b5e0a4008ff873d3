"""Counting notifications that were refused."""

import logging

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from payments.models import NotificationRefusal

logger = logging.getLogger(__name__)


@transaction.atomic
def count_refusal(*, gateway_code: str, cause: NotificationRefusal.Cause) -> None:
    """Add one to today's count."""
    row, _is_new = NotificationRefusal.objects.get_or_create(
        gateway=gateway_code, day=timezone.localdate(), cause=cause
    )
    NotificationRefusal.objects.filter(pk=row.pk).update(count=F("count") + 1)
    logger.warning(
        "Refused a payment notification", extra={"gateway": gateway_code, "cause": str(cause)}
    )
