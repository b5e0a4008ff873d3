"""Files of forms, looked at as pictures by their content."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from unfold.widgets import UnfoldAdminFileFieldWidget

from catalog.errors import PictureNotPossible
from catalog.services.pictures import check_picture


def checked_picture(picture: Any) -> Any:
    """Return what a picture field was given; a new file that is no picture is a ValidationError."""
    if isinstance(picture, UploadedFile):
        try:
            check_picture(file=picture)
        except PictureNotPossible as refusal:
            raise ValidationError(str(refusal)) from refusal
    return picture


class SeveralFiles(UnfoldAdminFileFieldWidget):  # type: ignore[misc]  # Unfold is untyped
    """Unfold's own input: its script looks for the text beside the button."""

    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Several picture files, each looked at by its content."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[File[bytes]]:
        files = data if isinstance(data, list) else [data] if data else []
        return [self._checked(super(PicturesField, self).clean(file)) for file in files]

    def _checked(self, file: File[bytes]) -> File[bytes]:
        try:
            check_picture(file=file)
        except PictureNotPossible as refusal:
            raise ValidationError(f"{file.name}: {refusal}") from refusal
        return file
