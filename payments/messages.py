"""Notices that payments sends."""

from django.utils.translation import gettext_lazy as _

from shop.common.messages import declare_message
from shop.common.models import Channel

CONFIRM_CODE = declare_message(
    key="payments.confirm_code",
    channels=(Channel.SMS,),
    subject=_("Code before paying"),
    body=_(
        "{code} is your code to pay an order. If you are not paying just now, somebody else is:"
        " tell it to nobody."
    ),
    sms_template="SMS_PAYMENT_CODE",
    is_secret=True,
)
DIFFERENCES_FOUND = declare_message(
    key="payments.differences_found",
    channels=(Channel.IN_SITE, Channel.EMAIL),
    subject=_("{gateway}, {day}: {count} differences"),
    body=_("The statement of {gateway} of {day} and our books differ {count} times. {link}"),
)
STATEMENT_FAILED = declare_message(
    key="payments.statement_failed",
    channels=(Channel.IN_SITE, Channel.EMAIL),
    subject=_("{gateway}, {day}: no statement"),
    body=_("The statement of {gateway} of {day} could not be fetched or read. {link}"),
)
