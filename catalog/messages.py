"""Notices that catalog sends."""

from django.utils.translation import gettext_lazy as _

from shop.common.messages import declare_message
from shop.common.models import Channel

QUALIFICATION_ENDS = declare_message(
    key="catalog.qualification_ends",
    channels=(Channel.IN_SITE,),
    subject=_("Qualification ends soon: {name}"),
    body=_("{name} holds until {day}. Goods that need it are taken down on the day after. {link}"),
)
PRODUCT_TAKEN_DOWN = declare_message(
    key="catalog.product_taken_down",
    channels=(Channel.IN_SITE,),
    subject=_("{title} is no longer for sale"),
    body=_("{title}, which you had chosen, was taken down. Here are others like it: {link}"),
)
