"""What is known of a try that came to nothing, and when that counts no more."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from payments.failures import FailureGroup, failure_group
from payments.models import PaymentAttempt

_MOST_TRIES = 1000  # more than any rule asks for
ASK_AGAIN = timedelta(seconds=5)


@transaction.atomic
def note_failure(
    *,
    attempt_id: int,
    code: str,
    try_mark: str = "",
    at: datetime | None = None,
    may_be_late: bool = False,
) -> None:
    """Note why a try came to nothing, of a trade that can still be paid, too.

    `at`: when the gateway was asked. It may have been paid after that. Many cards can be refused at
    one cashier, each is one refusal: `try_mark` tells them apart, whoever tells of one how often
    and when. A notification may be late: it says nothing to somebody who came back meanwhile.
    """
    unsettled = PaymentAttempt.objects.unsettled().filter(pk=attempt_id)
    attempt = unsettled.select_for_update(of=("self",)).first()
    if attempt is None:
        return
    group = failure_group(code)
    if group == FailureGroup.BANK:
        _count(attempt, code, try_mark)
    attempt.failure_code, attempt.failure_group = code[:64], group
    if not may_be_late or attempt.awaited_since is None:
        attempt.failed_at = at or timezone.now()
    attempt.save(
        update_fields=[
            "failure_code", "failure_group", "failed_at", "refusal_count", "refused_tries",
        ]
    )  # fmt: skip


def _count(attempt: PaymentAttempt, code: str, try_mark: str) -> None:
    if not try_mark:
        # Coming back, and asking once more, is no new try; taking the attempt up again is.
        is_known = attempt.failure_code == code[:64] and attempt.refusal_count > 0
        attempt.refusal_count += not is_known
    elif try_mark not in attempt.refused_tries and len(attempt.refused_tries) < _MOST_TRIES:
        attempt.refused_tries = [*attempt.refused_tries, try_mark]
        attempt.refusal_count = max(attempt.refusal_count, len(attempt.refused_tries))


@transaction.atomic
def note_unpaid(*, attempt_id: int, asked_at: datetime) -> None:
    """Note that the gateway had no money of an attempt when it was asked."""
    PaymentAttempt.objects.unsettled().filter(pk=attempt_id).update(unpaid_at=asked_at)


@transaction.atomic
def await_news(*, reference: str, believes_failures: bool = False) -> list[int]:
    """Note that the payer wants to know, and return the attempts whose gateways are to be asked.

    No failure is believed that was noted before now, unless the payer was not away meanwhile. Who
    asks again within seconds waits for the answer to the first question.
    """
    now = timezone.now()
    unsettled = PaymentAttempt.objects.unsettled().filter(payment__plan__reference=reference)
    attempts = list(unsettled.select_for_update(of=("self",)).order_by("pk"))
    if not believes_failures:
        unsettled.update(awaited_since=now)
    to_ask = [
        attempt.pk
        for attempt in attempts
        if attempt.asked_at is None or attempt.asked_at <= now - ASK_AGAIN
    ]
    PaymentAttempt.objects.filter(pk__in=to_ask).update(asked_at=now)
    return to_ask
