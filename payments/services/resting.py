"""Whether what is to be asked or sent waits for a gateway that rests.

What will not go there anyhow does not ask: who asks may be the one that is sent ahead.
"""

from collections.abc import Iterable

from payments.models import PaymentAttempt, RefundPart
from shop.common.resting import rests


def attempt_rests(*, attempt_id: int) -> bool:
    """Say whether the gateway of an attempt is left alone just now."""
    attempts = PaymentAttempt.objects.filter(pk=attempt_id, next_query_at__isnull=False)
    return _any_rests(attempts.values_list("gateway", flat=True))


def plan_rests(*, reference: str) -> bool:
    """Say whether a gateway that may have money for a plan is left alone just now."""
    unsettled = PaymentAttempt.objects.unsettled().filter(payment__plan__reference=reference)
    return _any_rests(unsettled.values_list("gateway", flat=True).distinct())


def part_rests(*, part_id: int) -> bool:
    """Say whether the gateway of a refund's part is left alone just now."""
    parts = RefundPart.objects.filter(pk=part_id, state__in=RefundPart.UNSETTLED)
    return _any_rests(parts.values_list("attempt__gateway", flat=True))


def _any_rests(codes: Iterable[str]) -> bool:
    return any(rests(service=code) for code in codes)
