"""What a payer was shown and may look at again, without asking the gateway a second time."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from payments.models import Payment, PaymentAttempt, PaymentPlan
from payments.policies import PaymentPolicies
from payments.types import Departure, DepartureKind
from shop.common.policies import policies

# Codes to scan and WeChat's prepay numbers live two hours at their gateways.
_LIFE = timedelta(minutes=110)
KEPT_KINDS = (DepartureKind.QR, DepartureKind.BRIDGE, DepartureKind.TRANSFER)


def kept_departure(attempt: PaymentAttempt, *, at: datetime) -> Departure | None:
    """Return what the payer was shown, unless it is none of the kept kinds or too old."""
    kept = attempt.departure
    if not kept or attempt.departed_at is None:
        return None
    kind = DepartureKind(kept["kind"])
    if kind != DepartureKind.TRANSFER and at > attempt.departed_at + _LIFE:
        return None
    return Departure(kind=kind, url=kept["url"], fields=kept["fields"])


def due_payment(plan: PaymentPlan) -> Payment | None:
    """Return the instalment that is to be paid next."""
    return plan.payments.filter(state=Payment.State.DUE).order_by("position").first()


def own_due_payment(*, reference: str, customer_id: int) -> Payment | None:
    """Return a customer's next instalment with its plan, None when nothing is due.

    Raises PaymentPlan.DoesNotExist for another's plan.
    """
    due = Payment.objects.select_related("plan").filter(
        plan__reference=reference, plan__customer_id=customer_id, state=Payment.State.DUE
    )
    payment = due.order_by("position").first()
    if payment is None:
        PaymentPlan.objects.owned_by(customer_id).get(reference=reference)
    return payment


def open_departure(plan: PaymentPlan) -> PaymentAttempt | None:
    """Return the newest attempt that the payer may still go on with."""
    attempts = PaymentAttempt.objects.filter(
        payment__plan=plan, payment__state=Payment.State.DUE, state=PaymentAttempt.State.PENDING
    )
    return attempts.order_by("-pk").first()


def due_together(payments: Iterable[Payment]) -> list[Payment]:
    """Return what is due now of a plan's payments: the next one, with the parts beside it."""
    due = [payment for payment in payments if payment.state == Payment.State.DUE]
    due.sort(key=lambda payment: payment.position)
    whole = due[0].part_of_id if due else None
    return due[:1] if whole is None else [each for each in due if each.part_of_id == whole]


def possible_parts(amount: Decimal) -> list[int]:
    """Return into how many parts an amount may be paid; one is all at once."""
    rules = policies(PaymentPolicies)
    several = range(2, rules.parts_most + 1)
    return [1, *(count for count in several if amount / count >= rules.parts_least)]
