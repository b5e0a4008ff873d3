"""Telling the staff what needs a person: each member once per thing."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from customers.selectors.users import contacts_of, staff_with
from orders.models import Order
from orders.policies import CheckPolicies
from orders.services.notices import in_words
from orders.staff_messages import (
    EXCESS_CAPTURED,
    NOTIFICATION_REFUSED,
    NOTIFICATION_TURNED_AWAY,
    OTHER_AMOUNT,
    REFUND_FAILED,
    UNDECIDED,
)
from payments.models import Notification, NotificationRefusal
from payments.selectors.plans import gateway_label
from shop.common.messages import Recipient, Text, send_message
from shop.common.policies import policies
from shop.common.wording import MessageKind

_REFUNDS = "orders.refund_order"
_CHECKS = "orders.check_order"
_LOOK_BACK = timedelta(hours=1)
_NOTIFICATIONS = "payments.view_notification"
# Who has no key of the gateway can send these, as many as he likes: one notice an hour is enough.
_ANYBODY_CAN_SEND = (
    Notification.Verdict.BAD_SIGNATURE,
    Notification.Verdict.UNKNOWN_KEY,
    Notification.Verdict.FOREIGN_ADDRESS,
    Notification.Verdict.MALFORMED,
)


@transaction.atomic
def tell_refund_failed(*, reference: str, refund_id: int, code: str) -> None:
    """Tell those who may refund that a gateway refused one for good. Safe to repeat."""
    _tell(
        REFUND_FAILED,
        _REFUNDS,
        params={"number": reference, "code": code},
        thing=f"refund-failed:{refund_id}",
        link=f"{reverse('admin:payments_refund_changelist')}?q={reference}",
    )


@transaction.atomic
def tell_excess_captured(*, reference: str, attempt_id: int, amount: Decimal) -> None:
    """Tell those who may refund that money came that is not owed. Safe to repeat."""
    _tell(
        EXCESS_CAPTURED,
        _REFUNDS,
        params={"number": reference, "amount": f"¥{amount}"},
        thing=f"excess:{attempt_id}",
        link=f"{reverse('admin:payments_refund_changelist')}?q={reference}",
    )


@transaction.atomic
def tell_other_amount(*, reference: str, attempt_id: int, gateway: str, told: str) -> None:
    """Tell those who may refund that a gateway took another amount. Safe to repeat."""
    _tell(
        OTHER_AMOUNT,
        _REFUNDS,
        params={"number": reference, "gateway": gateway_label(gateway), "told": told},
        thing=f"other-amount:{attempt_id}",
        link=f"{reverse('admin:payments_paymentattempt_changelist')}?q={reference}",
    )


@transaction.atomic
def tell_notification_refused(*, notification_id: int, gateway: str, verdict: str) -> None:
    """Tell those who read notifications that one was not believed; of forged ones once an hour."""
    thing = f"notification:{notification_id}"
    if verdict in _ANYBODY_CAN_SEND:
        thing = f"notification:{gateway}:{verdict}:{timezone.localtime():%Y%m%d%H}"
    _tell(
        NOTIFICATION_REFUSED,
        _NOTIFICATIONS,
        params={"gateway": gateway, "verdict": Notification.Verdict(verdict).label},
        thing=thing,
        link=f"{reverse('admin:payments_notification_changelist')}?verdict__exact={verdict}",
    )


@transaction.atomic
def tell_notification_turned_away(*, refusal_id: int, gateway: str, cause: str) -> None:
    """Tell those who read notifications that something was refused unread. Safe to repeat."""
    _tell(
        NOTIFICATION_TURNED_AWAY,
        _NOTIFICATIONS,
        params={"gateway": gateway, "cause": NotificationRefusal.Cause(cause).label},
        thing=f"turned-away:{refusal_id}",
        link=f"{reverse('admin:payments_notificationrefusal_changelist')}?cause__exact={cause}",
    )


@transaction.atomic
def remind_of_undecided(*, at: datetime | None = None) -> int:
    """Tell those who check orders of what is held for long; return of how many orders.

    Each is told of once. Call it more often than once an hour: it looks back no further than that.
    """
    long_ago = (at or timezone.now()) - timedelta(hours=policies(CheckPolicies).remind_hours)
    held = Order.objects.filter(state=Order.State.OPEN, fulfilment=Order.Fulfilment.HELD)
    waiting = held.filter(paid_at__lte=long_ago, paid_at__gt=long_ago - _LOOK_BACK)
    orders = list(waiting.order_by("pk"))
    for order in orders:
        _tell(
            UNDECIDED,
            _CHECKS,
            params={
                "number": order.number,
                "paid_at": in_words(value=order.paid_at),
                "ship_by": in_words(value=order.ship_by),
            },
            thing=f"undecided:{order.pk}",
            link=reverse("admin:orders_order_change", args=[order.pk]),
        )
    return len(orders)


def _tell(
    kind: MessageKind,
    permission: str,
    *,
    params: Mapping[str, Text],
    thing: str,
    link: str,
) -> None:
    for user_id, contact in contacts_of(staff_with(permission)).items():
        send_message(
            kind=kind.key,
            to=Recipient(user_id=user_id, language=contact.language),
            params=params,
            dedup_key=f"staff:{thing}:{user_id}",
            link=link,
        )
