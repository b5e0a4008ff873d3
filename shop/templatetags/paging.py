"""What a row of page links shows."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.core.paginator import Page

register = template.Library()


@register.filter
def page_numbers(page: "Page[Any]") -> Iterable[int | str]:
    """List the numbers around the current page and at both ends, with … between."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
