"""Several payments for one plan: where a limit forces the customer to pay in parts."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from payments.errors import PartsNotPossible, PlanNotPayable
from payments.models import Payment, PaymentPlan
from payments.selectors.departures import due_payment, possible_parts
from payments.services.history import write_history
from payments.services.switching import give_up_other_attempts
from shop.common.actors import Actor
from shop.common.money import split


def pay_in_parts(*, reference: str, customer_id: int, parts: int, actor: Actor) -> PaymentPlan:
    """Close what was begun for the due payment, and ask for it in so many equal parts.

    Talks to the network before its transaction. Raises PaymentPlan.DoesNotExist for another's
    plan, PlanNotPayable, PartsNotPossible.
    """
    plan = PaymentPlan.objects.owned_by(customer_id).get(reference=reference)
    give_up_other_attempts(reference=plan.reference, gateway_code="", product="")
    return _divide_equally(reference=reference, parts=parts, actor=actor)


@transaction.atomic
def _divide_equally(*, reference: str, parts: int, actor: Actor) -> PaymentPlan:
    plan = PaymentPlan.objects.lock(reference)
    payment = due_payment(plan)
    if payment is None or not plan.is_payable(timezone.now()):
        raise PlanNotPayable
    if plan.payments.count() > 1 or parts not in possible_parts(payment.amount):
        raise PartsNotPossible
    shares = split(payment.amount, dict.fromkeys(range(parts), 1))
    divide_payment(plan=plan, payment=payment, amounts=list(shares.values()), actor=actor)
    return plan


def payment_over(*, plan: PaymentPlan, payment: Payment, amount: Decimal, actor: Actor) -> Payment:
    """Return a due payment over just this part of it; the rest stays due. Under the plan's lock."""
    if amount == payment.amount:
        return payment
    rest = payment.amount - amount
    return divide_payment(plan=plan, payment=payment, amounts=[amount, rest], actor=actor)[0]


def divide_payment(
    *, plan: PaymentPlan, payment: Payment, amounts: Sequence[Decimal], actor: Actor
) -> list[Payment]:
    """Put payments over these amounts in the place of a due one, under the plan's lock.

    The old one is cancelled: money that still comes for it is not needed and goes back by itself.
    """
    if sum(amounts) != payment.amount:
        raise ValueError(f"{amounts} are not {payment.amount}")
    payment.state = Payment.State.CANCELLED
    payment.save(update_fields=["state"])
    last = plan.payments.order_by("-position").values_list("position", flat=True)[0]
    made = Payment.objects.bulk_create(
        Payment(plan=plan, position=last + step, amount=amount)
        for step, amount in enumerate(amounts, start=1)
    )
    write_history(
        plan=plan,
        axis="plan",
        to_state="parts",
        reason=" + ".join(str(amount) for amount in amounts),
        actor=actor,
    )
    return made
