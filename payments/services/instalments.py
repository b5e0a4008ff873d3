"""Several payments for one plan: where a limit forces the customer to pay in parts."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from payments.errors import PartsNotPossible, PlanNotPayable
from payments.models import Payment, PaymentPlan
from payments.selectors.departures import due_together, possible_parts
from payments.services.gateways import ways_to_pay
from payments.services.history import write_history
from payments.services.switching import give_up_other_attempts
from payments.types import Payer
from shop.common.actors import Actor
from shop.common.money import ZERO, split


def pay_in_parts(
    *, reference: str, customer_id: int, parts: int, actor: Actor, payer: Payer | None = None
) -> PaymentPlan:
    """Close what was begun for what is due, and ask for it in so many equal parts.

    Safe to repeat: what is due in so many parts stays as it is, with what was begun. What is still
    due of a divided payment can be divided anew; one part is all at once. Talks to the network
    before its transaction. Raises PaymentPlan.DoesNotExist for another's plan, PlanNotPayable,
    PartsNotPossible.
    """
    plan = PaymentPlan.objects.owned_by(customer_id).get(reference=reference)
    payer = payer or Payer()
    if _to_divide(plan, parts=parts, payer=payer):
        give_up_other_attempts(reference=plan.reference, gateway_code="", product="")
        plan = _divide_equally(reference=reference, parts=parts, payer=payer, actor=actor)
    return plan


@transaction.atomic
def _divide_equally(*, reference: str, parts: int, payer: Payer, actor: Actor) -> PaymentPlan:
    plan = PaymentPlan.objects.lock(reference)
    due = _to_divide(plan, parts=parts, payer=payer)
    if due:
        shares = _shares(due, parts)
        divide_payments(plan=plan, payments=due, amounts=shares, actor=actor)
    return plan


def _to_divide(plan: PaymentPlan, *, parts: int, payer: Payer) -> list[Payment]:
    """Return what is to be divided: nothing where it is due in so many parts already."""
    due = due_together(plan.payments.all())
    if not due or not plan.is_payable(timezone.now()):
        raise PlanNotPayable
    if parts == len(due):
        return []
    if parts not in parts_to_choose(due=due, payer=payer):
        raise PartsNotPossible
    return due


def parts_to_choose(*, due: Sequence[Payment], payer: Payer) -> list[int]:
    """Return into how many equal parts what is due may be divided, so that a way takes each."""
    counts = [count for count in possible_parts(_sum(due)) if count != len(due)]
    return [count for count in counts if _has_ways(_shares(due, count), payer)]


def _has_ways(shares: Sequence[Decimal], payer: Payer) -> bool:
    return all(
        ways_to_pay(device=payer.device, amount=share, payer_id=payer.payer_id)
        for share in set(shares)
    )


def _shares(due: Sequence[Payment], parts: int) -> list[Decimal]:
    return list(split(_sum(due), dict.fromkeys(range(parts), 1)).values())


def _sum(payments: Sequence[Payment]) -> Decimal:
    return sum((payment.amount for payment in payments), ZERO)


def payment_over(*, plan: PaymentPlan, payment: Payment, amount: Decimal, actor: Actor) -> Payment:
    """Return a due payment over just this part of it; the rest stays due. Under the plan's lock."""
    if amount == payment.amount:
        return payment
    rest = payment.amount - amount
    return divide_payments(plan=plan, payments=[payment], amounts=[amount, rest], actor=actor)[0]


def divide_payments(
    *, plan: PaymentPlan, payments: Sequence[Payment], amounts: Sequence[Decimal], actor: Actor
) -> list[Payment]:
    """Put payments over these amounts in the place of due ones, under the plan's lock.

    The old ones are cancelled: money that still comes for them is not needed and goes back by
    itself. What was due after them still is.
    """
    if sum(amounts) != _sum(payments):
        raise ValueError(f"{amounts} are not {_sum(payments)}")
    for payment in payments:
        payment.state = Payment.State.CANCELLED
        payment.save(update_fields=["state"])
    later = plan.payments.filter(state=Payment.State.DUE, position__gt=payments[-1].position)
    last = plan.payments.order_by("-position").values_list("position", flat=True)[0]
    for step, payment in enumerate(later.order_by("position"), start=last + len(amounts) + 1):
        payment.position = step
        payment.save(update_fields=["position"])
    whole = payments[0].part_of_id or payments[0].pk
    made = Payment.objects.bulk_create(
        Payment(plan=plan, position=last + step, amount=amount, part_of_id=whole)
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
