"""Rich text that staff write: what may stand in it, and nothing that runs or spies."""

import re
from html import unescape
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.urls import reverse_lazy

# The editor offers these, and the sanitiser lets nothing else through.
EXTENSIONS: dict[str, Any] = {
    "Bold": True, "Italic": True, "Heading": {"levels": [2, 3]}, "BulletList": True,
    "OrderedList": True, "ListItem": True, "Link": True, "HardBreak": True,
    "Table": True, "TableRow": True, "TableHeader": True, "TableCell": True,
    "Figure": {"pickerUrl": reverse_lazy("admin:catalog_mediaasset_pick")},
    "Caption": True, "Image": True,
}  # fmt: skip

IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_SOURCE = re.compile(r"\bsrc\s*=\s*\"([^\"]*)\"", re.IGNORECASE)
_NAME = re.compile(r"[\w./-]+")
# A browser reads a backslash as a slash and skips tabs and line ends: /\host and /<tab>/host lead
# to other hosts, as //host does.
_OWN_PATH = re.compile(r"/(?!/)[^\\\x00-\x1f]*")


def clean_rich_text(*, html: str, field: Any) -> str:
    """Sanitise by the rules of a ProseEditorField and drop pictures from other hosts."""
    return IMAGE.sub(_own_picture, str(field.sanitize(html)))


def stored_names(html: str) -> list[str]:
    """Return the names of the stored files that the pictures of a text are."""
    names = (stored_name(image.group()) for image in IMAGE.finditer(html))
    return [name for name in names if name]


def stored_name(image: str) -> str:
    """Return the name of the stored file that an <img> shows, or nothing.

    Texts say /media/ wherever the files lie, so that the storage may change.
    """
    address = unquote(_address(image))
    name = address.removeprefix(settings.MEDIA_URL)
    is_ours = name != address and _NAME.fullmatch(name) and ".." not in name
    return name if is_ours else ""


def address_of_stored(name: str) -> str:
    """Return how a text names a stored file, wherever it lies."""
    return f"{settings.MEDIA_URL}{name}"


def _own_picture(image: "re.Match[str]") -> str:
    return image.group() if _is_ours(_address(image.group())) else ""


def _address(image: str) -> str:
    source = _SOURCE.search(image)
    return unescape(source.group(1)) if source else ""


def _is_ours(address: str) -> bool:
    return bool(_OWN_PATH.fullmatch(address)) or address.startswith(settings.MEDIA_URL)
