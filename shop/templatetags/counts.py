"""Large counts as shoppers read them."""

from django import template
from django.utils.translation import get_language

register = template.Library()

TEN_THOUSAND = 10_000


@register.filter
def short_count(count: int) -> str:
    """Shorten a count: 1.2万+ in Chinese, 12k+ elsewhere; exact below ten thousand."""
    if count < TEN_THOUSAND:
        return str(count)
    if (get_language() or "").startswith("zh"):
        tenths = count // 1_000
        return f"{tenths // 10}.{tenths % 10}万+" if tenths % 10 else f"{tenths // 10}万+"
    return f"{count // 1_000}k+"
