"""Whether what is to be asked or sent waits for a gateway that rests."""

from collections.abc import Iterable

from payments.models import PaymentAttempt, RefundPart
from shop.common.resting import rests


def attempt_rests(*, attempt_id: int) -> bool:
    """Say whether the gateway of an attempt is left alone just now."""
    attempts = PaymentAttempt.objects.filter(pk=attempt_id)
    return _any_rests(attempts.values_list("gateway", flat=True))


def plan_rests(*, reference: str) -> bool:
    """Say whether a gateway that may have money for a plan is left alone just now."""
    unsettled = PaymentAttempt.objects.unsettled().filter(payment__plan__reference=reference)
    return _any_rests(unsettled.values_list("gateway", flat=True).distinct())


def part_rests(*, part_id: int) -> bool:
    """Say whether the gateway of a refund's part is left alone just now."""
    parts = RefundPart.objects.filter(pk=part_id)
    return _any_rests(parts.values_list("attempt__gateway", flat=True))


def _any_rests(codes: Iterable[str]) -> bool:
    return any(rests(service=code) for code in codes)
