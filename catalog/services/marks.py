"""Pictures of the shop itself: its mark, its icon, its licence. Drawn anew, outside of the library.

The name of a file tells its content and its size: browsers may keep what they fetched.
"""

import hashlib
from typing import IO

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from catalog.errors import PictureNotPossible
from catalog.imaging.checking import ENDINGS, MOST_BYTES, open_picture
from catalog.imaging.cleaning import cleaned
from catalog.imaging.encoding import encoded_original
from catalog.services.media_files import place

_SMALLEST_ICON = 32


def store_within(*, file: IO[bytes], stem: str, box: tuple[int, int]) -> str:
    """Keep a picture no larger than a box; returns its name. Raises PictureNotPossible."""
    decoded = open_picture(file.read(MOST_BYTES + 1))
    ending = ENDINGS[decoded.format or ""]
    image = cleaned(decoded)
    image.thumbnail(box, Image.Resampling.LANCZOS)
    content = encoded_original(image, ending)
    name = f"{stem}-{_hash(content)}_{image.width}x{image.height}.{ending}"
    place(name=name, content=content)
    return name


def store_icon(*, file: IO[bytes], stem: str, sides: tuple[int, int]) -> str:
    """Keep a picture as square icons beside each other; returns the name of the larger one.

    What is not square gets clear edges. Raises PictureNotPossible.
    """
    image = _icon(file)
    contents = {side: _square(image, side) for side in sorted(sides)}
    base = f"{stem}-{_hash(contents[max(sides)])}"
    for side, content in contents.items():
        place(name=f"{base}-{side}.png", content=content)
    return f"{base}-{max(sides)}.png"


def check_icon(*, file: IO[bytes]) -> None:
    """Look whether a picture can be an icon. Raises PictureNotPossible."""
    _icon(file)
    file.seek(0)


def _icon(file: IO[bytes]) -> Image.Image:
    image = open_picture(file.read(MOST_BYTES + 1))
    if max(image.size) < _SMALLEST_ICON:
        raise PictureNotPossible(_("This is too small for an icon: 192 × 192 is best."))
    return cleaned(image).convert("RGBA")


def _square(image: Image.Image, side: int) -> bytes:
    square = ImageOps.pad(image, (side, side), Image.Resampling.LANCZOS, color=(0, 0, 0, 0))
    return encoded_original(square, "png")


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
