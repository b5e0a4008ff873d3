"""Cases of money that nobody owed: it goes back by itself, and a person says why it came."""

from datetime import datetime

from django.db import transaction

from payments.errors import NoCaseToClose
from payments.models import PaymentPlan, Refund
from payments.services.history import write_history
from shop.common.actors import Actor

Case = Refund.Case


@transaction.atomic
def close_case(*, refund_id: int, actor: Actor, reason: str, at: datetime | None = None) -> Refund:
    """Close a case with a word. Safe to repeat: the first word stays. Raises NoCaseToClose."""
    plan = PaymentPlan.objects.select_for_update(of=("self",)).get(refunds=refund_id)
    refund = plan.refunds.get(pk=refund_id)
    if refund.case == Case.NONE:
        raise NoCaseToClose
    if refund.case == Case.CLOSED:
        return refund
    refund.case = Case.CLOSED
    refund.save(update_fields=["case"])
    write_history(
        plan=plan,
        axis="case",
        subject=refund.number,
        from_state=Case.OPEN,
        to_state=Case.CLOSED,
        reason=reason[:300],
        actor=actor,
        at=at,
    )
    return refund
