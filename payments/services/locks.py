"""The one order of locks in payments: the plan, then what lies under it."""

from payments.models import Payment, PaymentAttempt, PaymentPlan, RefundPart


def lock_attempt(*, attempt_id: int) -> tuple[PaymentPlan, PaymentAttempt]:
    """Lock an attempt behind its plan, so that every change under a plan waits at the same door."""
    reference = PaymentPlan.objects.values_list("reference", flat=True).get(
        payments__attempts=attempt_id
    )
    plan = PaymentPlan.objects.lock(reference)
    attempt = PaymentAttempt.objects.lock(attempt_id)
    attempt.payment = Payment.objects.get(pk=attempt.payment_id)
    attempt.payment.plan = plan
    return plan, attempt


def lock_part(*, part_id: int) -> tuple[PaymentPlan, RefundPart]:
    """Lock a part of a refund behind its plan; it comes with its refund and its attempt."""
    reference = PaymentPlan.objects.values_list("reference", flat=True).get(refunds__parts=part_id)
    plan = PaymentPlan.objects.lock(reference)
    part = (
        RefundPart.objects.select_for_update(of=("self",))
        .select_related("refund", "attempt")
        .get(pk=part_id)
    )
    part.refund.plan = plan
    return plan, part
