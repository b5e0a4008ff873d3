"""Notices to the staff about orders and their money."""

from django.utils.translation import gettext_lazy as _

from shop.common.messages import declare_message
from shop.common.models import Channel

REFUND_FAILED = declare_message(
    key="orders.staff_refund_failed",
    channels=(Channel.IN_SITE,),
    subject=_("Refund refused by the gateway: order {number}"),
    body=_(
        "The gateway refused a refund for order {number} ({code}). Try it again or pay it back."
    ),
)
EXCESS_CAPTURED = declare_message(
    key="orders.staff_excess_captured",
    channels=(Channel.IN_SITE,),
    subject=_("Money that is not owed: order {number}"),
    body=_(
        "{amount} arrived for order {number} that is not owed. It is sent back by itself; a case"
        " waits for your word."
    ),
)
OTHER_AMOUNT = declare_message(
    key="orders.staff_other_amount",
    channels=(Channel.IN_SITE,),
    subject=_("Another amount at the gateway: order {number}"),
    body=_(
        "{gateway} says that it took {told} for order {number}, which is not what we asked for."
        " Nothing was booked. Settle it at the differences desk when its statement is there."
    ),
)
NOTIFICATION_REFUSED = declare_message(
    key="orders.staff_notification_refused",
    channels=(Channel.IN_SITE,),
    subject=_("Payment notification not believed: {verdict}"),
    body=_("A notification in the name of {gateway} was stored, but not believed: {verdict}."),
)
NOTIFICATION_TURNED_AWAY = declare_message(
    key="orders.staff_notification_turned_away",
    channels=(Channel.IN_SITE,),
    subject=_("Payment notification refused unread: {cause}"),
    body=_("Something in the name of {gateway} was refused unread: {cause}. Today's count grows."),
)
UNDECIDED = declare_message(
    key="orders.staff_undecided",
    channels=(Channel.IN_SITE,),
    subject=_("Order {number} still waits for a decision"),
    body=_("It was paid {paid_at}, and is promised to be shipped by {ship_by}."),
)
