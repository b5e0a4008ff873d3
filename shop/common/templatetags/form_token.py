"""The hidden token that lets a plain form be sent twice and be done once."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shop.common.services.idempotency import form_token as new_token

register = template.Library()


@register.simple_tag
def form_token(value: str = "") -> SafeString:
    """Write the hidden field; give it the token that came in when the form is shown again."""
    return format_html('<input type="hidden" name="form_token" value="{}">', value or new_token())
