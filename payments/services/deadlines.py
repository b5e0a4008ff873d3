"""Until when a plan may be paid: a bank transfer takes days, which are given once."""

from datetime import datetime, timedelta

from payments.events import PlanDeadlineMoved
from payments.models import PaymentAttempt, PaymentPlan, TransferReceipt
from payments.policies import PaymentPolicies
from shop.common.events import publish
from shop.common.policies import policies

TRANSFER = "transfer"


def give_transfer_days(*, plan: PaymentPlan, at: datetime) -> None:
    """Move a locked plan's deadline: a bank takes days. They count from the first choice."""
    if plan.deadline is None:
        return
    if plan.transfer_until is None:
        days = timedelta(days=policies(PaymentPolicies).transfer_days)
        plan.usual_deadline = plan.deadline
        plan.transfer_until = max(plan.deadline, at + days)
        plan.save(update_fields=["usual_deadline", "transfer_until"])
    _move(plan, max(plan.deadline, plan.transfer_until), at)


def take_transfer_days_back(*, plan: PaymentPlan, at: datetime) -> None:
    """Take the days back from a locked plan once no transfer is expected for it any more.

    Whoever chooses another way has as long for it as for a new order, within the days.
    """
    if plan.deadline is None or plan.usual_deadline is None or _expects_transfer(plan):
        return
    usual = plan.usual_deadline - plan.created_at
    _move(plan, min(plan.deadline, at + usual), at)


def _expects_transfer(plan: PaymentPlan) -> bool:
    """Say whether one is on its way, or came already: who paid a part so pays the rest so."""
    attempts = PaymentAttempt.objects.filter(payment__plan=plan, gateway=TRANSFER)
    alive = (*PaymentAttempt.UNSETTLED, PaymentAttempt.State.CAPTURED)
    entered = TransferReceipt.objects.filter(attempt__payment__plan=plan, state="waiting")
    return attempts.filter(state__in=alive).exists() or entered.exists()


def _move(plan: PaymentPlan, deadline: datetime, at: datetime) -> None:
    if deadline == plan.deadline:
        return
    plan.deadline = deadline
    plan.save(update_fields=["deadline"])
    publish(PlanDeadlineMoved(reference=plan.reference, deadline=deadline), at=at)
