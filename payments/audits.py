"""Money adds up, and nothing waits for ever."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import DecimalField, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from payments.models import PaymentAttempt, PaymentPlan, Refund, RefundPart
from shop.common.audit import Breach, register_audit

_LATE = timedelta(minutes=30)


def audit_sums() -> Iterator[Breach]:
    """Find plans and attempts whose captures or refunds do not equal their parts."""
    wrong_plans = (
        PaymentPlan.objects.annotate(
            captures=_sum(PaymentAttempt.objects.all(), "payment__plan", "captured_amount"),
            refunds_sum=_sum(Refund.objects.all(), "plan", "amount"),
        )
        .exclude(captured=F("captures"), refunded=F("refunds_sum"))
        .values_list("reference", flat=True)
    )
    for reference in wrong_plans:
        yield Breach(law=2, subject=reference, message="plan differs from its captures or refunds")
    wrong_attempts = (
        PaymentAttempt.objects.annotate(parts=_sum(RefundPart.objects.all(), "attempt", "amount"))
        .exclude(refunded_amount=F("parts"))
        .values_list("out_trade_no", flat=True)
    )
    for number in wrong_attempts:
        yield Breach(law=2, subject=number, message="attempt differs from its refund parts")


def audit_refund_parts() -> Iterator[Breach]:
    """Find refunds that differ from their parts, or are done without them."""
    wrong = (
        Refund.objects.annotate(parts_sum=_sum(RefundPart.objects.all(), "refund", "amount"))
        .exclude(amount=F("parts_sum"))
        .values_list("number", flat=True)
    )
    for number in wrong:
        yield Breach(law=2, subject=number, message="refund differs from its parts")
    half_done = Refund.objects.filter(state=Refund.State.DONE).exclude(
        pk__in=RefundPart.objects.filter(state=RefundPart.State.DONE).values("refund")
    )
    for number in half_done.values_list("number", flat=True):
        yield Breach(law=3, subject=number, message="refund is done without a done part")


def audit_excess() -> Iterator[Breach]:
    """Find closed plans that keep money, and plans that keep more than their total."""
    closed = PaymentPlan.objects.filter(state=PaymentPlan.State.CLOSED, captured__gt=F("refunded"))
    for reference in closed.values_list("reference", flat=True):
        yield Breach(law=3, subject=reference, message="closed plan keeps money")
    over = PaymentPlan.objects.filter(captured__gt=F("total") + F("refunded"))
    for reference in over.values_list("reference", flat=True):
        yield Breach(law=3, subject=reference, message="plan keeps more than its total")


def audit_waiting() -> Iterator[Breach]:
    """Find attempts that are unsettled long after their expiry."""
    late = PaymentAttempt.objects.unsettled().filter(expires_at__lt=timezone.now() - _LATE)
    for number in late.values_list("out_trade_no", flat=True):
        yield Breach(law=3, subject=number, message="attempt is unsettled long after its expiry")


def _sum(every: QuerySet[Any], key: str, amount: str) -> Coalesce:
    rows = every.filter(**{key: OuterRef("pk")}).order_by().values(key)
    total = rows.annotate(total=Sum(amount)).values("total")
    money: DecimalField[object, object] = DecimalField(max_digits=14, decimal_places=2)
    return Coalesce(Subquery(total, output_field=money), Value(0, output_field=money))


register_audit("payments: sums", audit_sums)
register_audit("payments: refund parts", audit_refund_parts)
register_audit("payments: excess", audit_excess)
register_audit("payments: waiting", audit_waiting)
