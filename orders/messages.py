"""Notices to the customer: one kind for every change of an order that a customer should hear of."""

from django.utils.translation import gettext_lazy as _

from shop.common.messages import declare_message
from shop.common.models import Channel

PLACED = declare_message(
    key="orders.placed",
    channels=(Channel.IN_SITE,),
    subject=_("Order {number} is waiting for your payment"),
    body=_("Please pay {total} until {pay_by}. The goods are reserved for you until then."),
)
PAID = declare_message(
    key="orders.paid",
    channels=(Channel.IN_SITE, Channel.EMAIL),
    subject=_("Order {number} is paid"),
    body=_("We received {total} for order {number} and are checking it now."),
)
PARTLY_PAID = declare_message(
    key="orders.partly_paid",
    channels=(Channel.IN_SITE, Channel.EMAIL),
    subject=_("A part of the money for order {number} arrived"),
    body=_(
        "We received {amount} for order {number}. {rest} is still due: please pay it by {pay_by}."
        " Without it the order is closed, and what came goes back."
    ),
)
HELD = declare_message(
    key="orders.held",
    channels=(Channel.IN_SITE,),
    subject=_("Order {number} is being looked at"),
    body=_("A member of our staff looks at order {number} and may call you."),
)
APPROVED = declare_message(
    key="orders.approved",
    channels=(Channel.IN_SITE, Channel.EMAIL, Channel.SMS),
    subject=_("Order {number} is confirmed"),
    body=_("Order {number} is confirmed and will be shipped by {ship_by}."),
    sms_template="SMS_ORDER_CONFIRMED",
)
SHIPPED = declare_message(
    key="orders.shipped",
    channels=(Channel.SMS, Channel.EMAIL, Channel.IN_SITE),
    subject=_("Order {number} is on its way"),
    body=_("Order {number} was shipped with {carrier}, waybill {waybill}. Follow it here: {link}"),
    sms_template="SMS_ORDER_SHIPPED",
)
DELIVERED = declare_message(
    key="orders.delivered",
    channels=(Channel.IN_SITE, Channel.SMS),
    subject=_("Order {number} was delivered"),
    body=_("Order {number} was delivered. Please confirm the receipt when all is well."),
    sms_template="SMS_ORDER_DELIVERED",
)
RECEIVED = declare_message(
    key="orders.received",
    channels=(Channel.IN_SITE,),
    subject=_("Order {number} is completed"),
    body=_("The receipt of order {number} is confirmed. Thank you for shopping with us."),
)
CANCELLED = declare_message(
    key="orders.cancelled",
    channels=(Channel.IN_SITE, Channel.EMAIL),
    subject=_("Order {number} was cancelled"),
    body=_("Order {number} was cancelled: {reason}. {money}"),
)
REFUNDED = declare_message(
    key="orders.refunded",
    channels=(Channel.IN_SITE, Channel.SMS),
    subject=_("Money for order {number} was sent back"),
    body=_("{amount} for order {number} was sent back the way it came."),
    sms_template="SMS_ORDER_REFUNDED",
)
MONEY_RETURNED = declare_message(
    key="orders.money_returned",
    channels=(Channel.IN_SITE, Channel.SMS),
    subject=_("Money paid too much for order {number} was sent back"),
    body=_("{amount} arrived for order {number} that is not owed. It was sent back by itself."),
    sms_template="SMS_MONEY_RETURNED",
)
