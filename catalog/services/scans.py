"""Scans of documents: looked at by their content, kept where no shopper can reach them."""

import io
import secrets
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from PIL import Image, UnidentifiedImageError

from catalog.errors import ScanNotPossible

MOST_BYTES = 10 * 1024 * 1024
_PICTURES = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
_UNREADABLE = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    OSError,
    SyntaxError,
    ValueError,
)


def check_scan(*, file: IO[bytes]) -> None:
    """Look whether the file is a PDF or a picture. Raises ScanNotPossible."""
    _read(file)
    file.seek(0)


def store_scan(*, file: IO[bytes], stem: str) -> str:
    """Keep a scan under a name that nobody can guess; returns the name. Raises ScanNotPossible."""
    content, extension = _read(file)
    name = f"{stem}-{secrets.token_hex(8)}.{extension}"
    return storages["private"].save(name, ContentFile(content))


def _read(file: IO[bytes]) -> tuple[bytes, str]:
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ScanNotPossible
    if content.startswith(b"%PDF-"):
        return content, "pdf"
    try:
        picture = Image.open(io.BytesIO(content), formats=list(_PICTURES))
        picture.verify()
    except _UNREADABLE as wrong:
        raise ScanNotPossible from wrong
    return content, _PICTURES[picture.format or ""]
