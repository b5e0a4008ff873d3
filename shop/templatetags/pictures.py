"""Addresses of a picture's smaller widths, which stand beside the file: tea.png → tea-480.webp."""

from pathlib import PurePosixPath

from django import template
from django.core.files.storage import default_storage

register = template.Library()

WIDTHS = (240, 480, 800)


@register.filter
def picture_url(path: object, width: int) -> str:
    """Give the address of one width of a stored picture."""
    if not path:
        return ""
    stem = PurePosixPath(str(path)).with_suffix("")
    return default_storage.url(f"{stem}-{width}.webp")


@register.filter
def full_picture_url(path: object) -> str:
    """Give the address of a stored picture as it is, for those who want to look closely."""
    return default_storage.url(str(path)) if path else ""


@register.filter
def srcset(path: object) -> str:
    """List all widths of a stored picture for the browser to choose from."""
    if not path:
        return ""
    return ", ".join(f"{picture_url(path, width)} {width}w" for width in WIDTHS)
