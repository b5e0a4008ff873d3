"""What is known of a try that came to nothing, and when that counts no more."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from payments.failures import failure_group
from payments.models import PaymentAttempt


@transaction.atomic
def note_failure(*, attempt_id: int, code: str, at: datetime | None = None) -> None:
    """Note why a try came to nothing, of a trade that can still be paid, too.

    `at`: when the gateway was asked. It may have been paid after that.
    """
    unsettled = PaymentAttempt.objects.unsettled().filter(pk=attempt_id)
    unsettled.update(
        failure_code=code[:64],
        failure_group=failure_group(code),
        failed_at=at or timezone.now(),
    )


@transaction.atomic
def await_news(*, reference: str) -> list[int]:
    """Believe no failure that was noted before now: the payer was at the gateway meanwhile.

    Returns the attempts whose gateways are to be asked.
    """
    unsettled = PaymentAttempt.objects.unsettled().filter(payment__plan__reference=reference)
    locked = unsettled.select_for_update(of=("self",)).order_by("pk")
    attempt_ids = list(locked.values_list("pk", flat=True))
    PaymentAttempt.objects.filter(pk__in=attempt_ids).update(awaited_since=timezone.now())
    return attempt_ids
