"""Notices that inventory sends."""

from django.utils.translation import gettext_lazy as _

from shop.common.messages import declare_message
from shop.common.models import Channel

STOCK_LOW = declare_message(
    key="inventory.stock_low",
    channels=(Channel.IN_SITE, Channel.EMAIL),
    subject=_("Low stock: {title}"),
    body=_("{title} ({sku}) has {available} saleable pieces left, fewer than {threshold}. {link}"),
)
