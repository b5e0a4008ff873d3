"""Who may give money of an order back, and who may only ask for it."""

from customers.models import User

REFUND = "orders.refund_order"


def may_refund(user_id: int) -> bool:
    """Say whether a person's word is enough for money to go back, up to the policy amount."""
    return User.objects.get(pk=user_id).has_perm(REFUND)
