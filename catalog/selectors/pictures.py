"""Addresses of stored pictures."""

from pathlib import PurePosixPath

from django.core.files.storage import default_storage


def rendition_url(name: str, width: int) -> str:
    """Return the address of one of the widths that services.pictures stores beside the file."""
    stem = PurePosixPath(name).with_suffix("")
    return default_storage.url(f"{stem}-{width}.webp")
