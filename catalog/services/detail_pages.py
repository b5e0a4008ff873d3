"""What may stand in the rich text of a detail page."""

import re

from django.conf import settings

from catalog.models import Product

_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_SOURCE = re.compile(r"\bsrc\s*=\s*\"([^\"]*)\"", re.IGNORECASE)
_OWN_PATH = re.compile(r"/(?!/)")


def clean_detail(*, html: str) -> str:
    """Drop what could run or spy: scripts, handlers, frames, pictures from other hosts."""
    safe = Product.detail.field.sanitize(html)
    return _IMAGE.sub(_own_picture, safe)


def _own_picture(image: "re.Match[str]") -> str:
    source = _SOURCE.search(image.group())
    address = source.group(1) if source else ""
    return image.group() if _is_ours(address) else ""


def _is_ours(address: str) -> bool:
    return bool(_OWN_PATH.match(address)) or address.startswith(settings.MEDIA_URL)
