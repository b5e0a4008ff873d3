"""When a person's refund waits for another person."""

from decimal import Decimal

from django.db.models import Sum

from payments.models import RefundProposal
from payments.policies import PaymentPolicies
from shop.common.money import ZERO
from shop.common.policies import policies


def refund_needs_second(
    *, reference: str, amount: Decimal, user_id: int, decides: bool = True
) -> bool:
    """Say whether a refund waits: always of who may only ask, and else from the policy amount on.

    What the person gave back of the same plan alone counts along, so that halves are not less.
    """
    alone = RefundProposal.objects.filter(
        plan__reference=reference,
        proposed_by=user_id,
        needs_second=False,
        state=RefundProposal.State.APPROVED,
    )
    given = alone.aggregate(sum=Sum("amount"))["sum"] or ZERO
    return not decides or given + amount >= policies(PaymentPolicies).refund_second_person
