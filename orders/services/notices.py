"""Telling the customer what became of an order."""

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from customers.selectors.users import contact_of
from orders.models import Order
from shop.common.messages import Recipient, Text, send_message
from shop.common.wording import MessageKind


def tell_customer(
    *,
    order: Order,
    kind: MessageKind,
    params: Mapping[str, Text | datetime | None] | None = None,
    subject_key: str = "",
    at: datetime | None = None,
) -> None:
    """Send one notice about an order, once per kind and `subject_key` (a shipment, a refund).

    Moments among the parameters are written in the shop's zone.
    """
    contact = contact_of(order.customer_id)
    filled = {name: in_words(value=value) for name, value in (params or {}).items()}
    send_message(
        kind=kind.key,
        to=Recipient(
            user_id=contact.user_id,
            phone=contact.phone,
            email=contact.email,
            language=contact.language,
        ),
        params={"number": order.number, **filled},
        dedup_key=":".join(part for part in (kind.key, order.number, subject_key) if part),
        link=reverse("orders:order-detail", args=[order.number]),
        at=at,
    )


def in_words(*, value: Text | datetime | None) -> Text:
    """Write a moment in the shop's zone; texts stay, nothing is empty."""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return value or ""
