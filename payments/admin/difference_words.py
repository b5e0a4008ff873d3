"""What came of a step at the differences desk, in words."""

from django.utils.translation import gettext as _

from payments.models import Difference, PaymentAttempt, StatementRow
from shop.common.money import ZERO

Action, State = Difference.Action, Difference.State


def what_came_of_it(difference: Difference) -> str:
    """Say whether money was booked, goes back, or waits for another person."""
    if difference.state == State.PROPOSED:
        return _("It waits for another person now, who has to agree. Nothing is booked yet.")
    if difference.state == State.OPEN:
        return _("Sent back: nothing was booked, and it is open again.")
    if difference.action == Action.ACCEPT:
        return _accepted(difference)
    if difference.subject == StatementRow.Kind.TRADE:
        return _booked_payment(difference)
    return _booked_refund(difference)


def _accepted(difference: Difference) -> str:
    if difference.kind == Difference.Kind.FEE or not difference.gap:
        return _("Accepted. No money was booked.")
    words = _("Accepted. ¥%(amount)s stands in the account of differences now.")
    return words % {"amount": abs(difference.gap)}


def _booked_payment(difference: Difference) -> str:
    attempts = PaymentAttempt.objects.filter(differences=difference.pk)
    back = attempts.values_list("refunded_amount", flat=True).first() or ZERO
    if not back:
        return _("¥%(amount)s was booked.") % {"amount": difference.theirs}
    words = _("¥%(amount)s was booked, and ¥%(back)s of it goes back to the payer.")
    return words % {"amount": difference.theirs, "back": back}


def _booked_refund(difference: Difference) -> str:
    if difference.is_pending:
        return _("The refund is in our books now. We ask the gateway what becomes of it.")
    return _("The refund of ¥%(amount)s was booked.") % {"amount": difference.theirs}
