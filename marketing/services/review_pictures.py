"""Photos of reviews: looked at by content, drawn anew without what the camera wrote into them."""

from typing import IO

from django.utils import timezone

from catalog.services.media_placing import store_photo


def store_review_picture(*, file: IO[bytes]) -> str:
    """Store a photo with its smaller widths and return its name, which says nothing of the file's.

    The file is written before any transaction. Raises PictureNotPossible of catalog.
    """
    return store_photo(file=file, stem=f"reviews/{timezone.localtime():%Y/%m}/photo")
