"""Is it a picture? Answered by decoding it: its name and what the browser says prove nothing."""

import io

from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from catalog.errors import PictureNotPossible

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 20_000

_READ = ("JPEG", "PNG", "WEBP")
# MPO: a JPEG of a telephone with a second picture behind it, of which the first counts.
ENDINGS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp"}
_UNREADABLE = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    OSError,
    SyntaxError,
    ValueError,
    KeyError,
    EOFError,
    OverflowError,
)


def open_picture(content: bytes) -> Image.Image:
    """Decode a picture as a whole. Raises PictureNotPossible with the reason."""
    if len(content) > MOST_BYTES:
        raise PictureNotPossible
    image = _first_look(content)
    if image.width * image.height > MOST_PIXELS or max(image.size) > LONGEST_SIDE:
        raise PictureNotPossible
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        raise PictureNotPossible(_("A moving picture cannot be used: take a still one."))
    try:
        image.load()
    except _UNREADABLE as wrong:
        raise PictureNotPossible(_("The picture is broken: the file ends too early.")) from wrong
    return image


def _first_look(content: bytes) -> Image.Image:
    """Read the head alone: how large a picture would be is known before it is unpacked."""
    try:
        Image.open(io.BytesIO(content), formats=_READ).verify()
        return Image.open(io.BytesIO(content), formats=_READ)
    except _UNREADABLE as wrong:
        raise PictureNotPossible from wrong
