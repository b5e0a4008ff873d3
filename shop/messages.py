"""Notices of the shop as a whole, to its staff."""

from django.utils.translation import gettext_lazy as _

from shop.common.messages import declare_message
from shop.common.models import Channel

BOOKS_BROKEN = declare_message(
    key="shop.books_broken",
    channels=(Channel.IN_SITE,),
    subject=_("The books do not agree: {count} breaches"),
    body=_("The nightly audit found {count} breaches. First of them: {first}"),
)
