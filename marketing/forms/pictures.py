"""A picture field of a form, looked at by its content."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from catalog.errors import PictureNotPossible
from catalog.services.pictures import check_picture


def checked_picture(picture: Any) -> Any:
    """Return what the field was given; a new file that is no picture is a ValidationError."""
    if isinstance(picture, UploadedFile):
        try:
            check_picture(file=picture)
        except PictureNotPossible as refusal:
            raise ValidationError(str(refusal)) from refusal
    return picture
