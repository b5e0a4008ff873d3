"""Changing the way of paying: the first attempt is closed at its gateway before the second."""

from payments.models import PaymentAttempt
from payments.services.queries import close_attempt
from shop.common.errors import DomainError


def give_up_other_attempts(
    *, reference: str, gateway_code: str, product: str, under: str = ""
) -> None:
    """Close what was begun another way, or under another account than the mark `under` names.

    Money that turns out to have arrived is booked and wins. A gateway that does not answer, or
    cannot close, keeps nobody from paying another way: its attempt stays under watch, and money
    that comes twice goes back once by itself.
    """
    others = (
        PaymentAttempt.objects.unsettled()
        .filter(payment__plan__reference=reference)
        .exclude(gateway=gateway_code, product=product, made_under__in=("", under))
    )
    for attempt in others.order_by("pk"):
        try:
            close_attempt(attempt=attempt)
        except DomainError:
            continue
