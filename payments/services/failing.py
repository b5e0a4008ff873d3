"""What is known of a try that came to nothing, and when that counts no more."""

from datetime import datetime

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest
from django.utils import timezone

from payments.failures import FailureGroup, failure_group
from payments.models import PaymentAttempt


@transaction.atomic
def note_failure(
    *, attempt_id: int, code: str, at: datetime | None = None, told: int | None = None
) -> None:
    """Note why a try came to nothing, of a trade that can still be paid, too.

    `at`: when the gateway was asked. It may have been paid after that. Many cards can be refused at
    one cashier: `told` says of how many the gateway has told us by notifications; without it, what
    is said again of the same try is one refusal. A notification may be late: it says nothing to
    somebody who came back meanwhile.
    """
    group = failure_group(code)
    unsettled = PaymentAttempt.objects.unsettled().filter(pk=attempt_id)
    count = {"refusal_count": _refusals(code, told)} if group == FailureGroup.BANK else {}
    now = at or timezone.now()
    unless_awaited = Case(When(awaited_since=None, then=Value(now)), default=F("failed_at"))
    unsettled.update(
        failure_code=code[:64],
        failure_group=group,
        failed_at=now if told is None else unless_awaited,
        **count,
    )


def _refusals(code: str, told: int | None) -> Case | Greatest:
    if told is not None:
        return Greatest(F("refusal_count"), told)
    # Coming back, and asking once more, is no new try; taking the attempt up again is.
    is_known = Q(failure_code=code[:64], refusal_count__gt=0)
    return Case(When(is_known, then=F("refusal_count")), default=F("refusal_count") + 1)


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
