"""Photos of reviews: looked at by content, drawn anew without what the camera wrote into them."""

import io
from typing import IO

from django.utils import timezone
from PIL import Image, ImageOps

from catalog.services.pictures import check_picture, store_picture

WIDEST = 1600
_QUALITY = 85


def store_review_picture(*, file: IO[bytes]) -> str:
    """Store a photo with its smaller widths and return its name, which says nothing of the file's.

    The file is written before any transaction. Raises PictureNotPossible of catalog.
    """
    check_picture(file=file)
    stem = f"reviews/{timezone.localtime():%Y/%m}/photo"
    return store_picture(file=_without_traces(file), stem=stem)


def _without_traces(file: IO[bytes]) -> IO[bytes]:
    """Draw the picture anew: place, camera and time that EXIF tells are nobody's business."""
    with Image.open(file) as photo:
        upright = ImageOps.exif_transpose(photo).convert("RGB")
    upright.thumbnail((WIDEST, WIDEST), Image.Resampling.LANCZOS)
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    target = io.BytesIO()
    clean.save(target, "JPEG", quality=_QUALITY)
    target.seek(0)
    return target
