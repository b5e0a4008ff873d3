"""What is known of a try that came to nothing, and when that counts no more."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from payments.failures import FailureGroup, failure_group
from payments.models import PaymentAttempt

_MOST_TRIES = 1000  # more than any rule asks for


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
def await_news(*, reference: str) -> list[int]:
    """Believe no failure that was noted before now: the payer was at the gateway meanwhile.

    Returns the attempts whose gateways are to be asked.
    """
    unsettled = PaymentAttempt.objects.unsettled().filter(payment__plan__reference=reference)
    locked = unsettled.select_for_update(of=("self",)).order_by("pk")
    attempt_ids = list(locked.values_list("pk", flat=True))
    PaymentAttempt.objects.filter(pk__in=attempt_ids).update(awaited_since=timezone.now())
    return attempt_ids
