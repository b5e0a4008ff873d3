"""What finance is told: differences that wait, statements that could not be had."""

from collections.abc import Mapping
from datetime import date

from django.urls import reverse

from customers.selectors.users import contacts_of, staff_with
from payments.messages import DIFFERENCES_FOUND, STATEMENT_FAILED
from payments.selectors.plans import gateway_label
from shop.common.messages import Recipient, send_message
from shop.common.wording import MessageKind

PERMISSION = "payments.settle_difference"


def tell_of_differences(*, gateway: str, day: date, count: int) -> None:
    """Tell finance once about a day whose comparison found something."""
    _tell(
        DIFFERENCES_FOUND,
        dedup_key=f"differences:{gateway}:{day}",
        params={"gateway": gateway_label(gateway), "day": f"{day}", "count": str(count)},
        link=reverse("admin:payments_difference_changelist"),
    )


def tell_of_failed_statement(*, gateway: str, day: date) -> None:
    """Tell finance that a statement could not be had, however often it was asked for."""
    _tell(
        STATEMENT_FAILED,
        dedup_key=f"statement:{gateway}:{day}",
        params={"gateway": gateway_label(gateway), "day": f"{day}"},
        link=reverse("admin:payments_statement_changelist"),
    )


def _tell(kind: MessageKind, *, dedup_key: str, params: Mapping[str, str], link: str) -> None:
    for user_id, contact in contacts_of(staff_with(PERMISSION)).items():
        send_message(
            kind=kind.key,
            to=Recipient(user_id=user_id, email=contact.email, language=contact.language),
            params=params,
            dedup_key=f"{dedup_key}:{user_id}",
            link=link,
        )
