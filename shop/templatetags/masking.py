"""Personal data shown to those who need to recognise it, not to read it."""

from django import template

from shop.common.masking import mask_address, mask_email, mask_name, mask_phone

register = template.Library()

register.filter("masked_phone", mask_phone)
register.filter("masked_name", mask_name)
register.filter("masked_address", mask_address)
register.filter("masked_email", mask_email)
