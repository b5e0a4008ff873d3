"""Picture fields of forms: new files are looked at by their content, or the library has them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from catalog.errors import PictureNotPossible
from catalog.selectors.media import library_picture
from catalog.services.media_placing import picture_to_place
from catalog.services.pictures import check_picture
from shop.common.admin.library_pictures import LibraryPictureField


def checked_picture(picture: Any) -> Any:
    """Return what the field was given; a new file that is no picture is a ValidationError."""
    if isinstance(picture, UploadedFile):
        try:
            check_picture(file=picture)
        except PictureNotPossible as refusal:
            raise ValidationError(str(refusal)) from refusal
    return picture


class PictureField(LibraryPictureField):
    def stored_name(self, number: int) -> str:
        return picture_to_place(asset_id=number).shown

    def seen(self, number: int) -> tuple[str, str]:
        picture = library_picture(number)
        return (picture.name, picture.thumbnail) if picture else ("", "")
