"""Names and addresses of stored pictures."""

from django.core.files.storage import default_storage

from catalog.picture_names import read_name


def rendition_url(name: str, width: int) -> str:
    """Return the address of the file that serves a width best."""
    return default_storage.url(rendition_name(name, width))


def rendition_name(name: str, width: int) -> str:
    """Return the name of the file that serves a width best; of an unprepared picture, its own."""
    return read_name(name).rendition(width)
