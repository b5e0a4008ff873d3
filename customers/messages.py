"""Notices about the account."""

from django.utils.translation import gettext_lazy as _

from shop.common.messages import declare_message
from shop.common.models import Channel

LOGIN_CODE = declare_message(
    key="customers.login_code",
    channels=(Channel.SMS,),
    subject=_("Your code"),
    body=_("Your code is {code}. Never tell it to anyone."),
    sms_template="SMS_LOGIN_CODE",
    is_secret=True,
)
WELCOME = declare_message(
    key="customers.welcome",
    channels=(Channel.IN_SITE,),
    subject=_("Welcome"),
    body=_("Welcome, {name}. Your customer number is {number}."),
)
