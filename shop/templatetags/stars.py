"""Stars of a review as signs."""

from django import template

register = template.Library()

_MOST = 5


@register.filter
def stars(count: int) -> str:
    """Draw so many stars of five."""
    return "★" * count + "☆" * (_MOST - count)
