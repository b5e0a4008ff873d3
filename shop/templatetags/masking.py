"""Personal data shown to those who need to recognise it, not to read it."""

from django import template

register = template.Library()

PHONE_HEAD, PHONE_TAIL = 3, 4


@register.filter
def masked_phone(phone: str) -> str:
    """Keep the first three and the last four figures of a mobile number: 138****8000."""
    digits = phone.removeprefix("+86")
    if len(digits) <= PHONE_HEAD + PHONE_TAIL:
        return "*" * len(digits)
    hidden = len(digits) - PHONE_HEAD - PHONE_TAIL
    return f"{digits[:PHONE_HEAD]}{'*' * hidden}{digits[-PHONE_TAIL:]}"


@register.filter
def masked_name(name: str) -> str:
    """Keep the first character of a name: 王**."""
    return name[:1] + "*" * (len(name) - 1)


@register.filter
def masked_text(text: str) -> str:
    """Keep the first six characters of a street and hide the rest."""
    shown = 6
    return text if len(text) <= 1 else text[: min(shown, len(text) // 2)] + "****"
