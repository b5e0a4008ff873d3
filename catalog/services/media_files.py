"""Files of the media library in the storage."""

from collections.abc import Iterable
from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from PIL import Image

from catalog.imaging.encoding import encoded, narrowed
from catalog.picture_names import FORMATS, read_name

_FULL_WIDTH = 2400


def place(*, name: str, content: bytes | IO[bytes]) -> None:
    """Write a file under exactly this name, in place of what a dead process may have left there.

    What a file holds follows from its name: a second writer of the same does no harm.
    """
    if default_storage.exists(name):
        default_storage.delete(name)
    stored = default_storage.save(
        name, ContentFile(content) if isinstance(content, bytes) else File(content)
    )
    if stored != name:  # the other writer was quicker
        default_storage.delete(stored)


def place_renditions(*, name: str, image: Image.Image) -> None:
    """Write the renditions that the name of a look promises, and the look itself last."""
    picture = read_name(name)
    smaller = image
    for width in reversed(picture.widths):
        smaller = narrowed(smaller, width)
        for ending in FORMATS:
            place(name=f"{picture.stem}-{width}.{ending}", content=encoded(smaller, ending))
    place(name=name, content=encoded(narrowed(image, _FULL_WIDTH), "jpg"))


def files_of(*, names: Iterable[str]) -> list[str]:
    """Return the names of the pictures with those of all their renditions."""
    return [file for name in names for file in _files_of_one(name)]


def _files_of_one(name: str) -> list[str]:
    picture = read_name(name)
    beside = [
        f"{picture.stem}-{width}.{ending}" for width in picture.widths for ending in picture.formats
    ]
    return [name, *beside]
