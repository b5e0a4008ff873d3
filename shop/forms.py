"""The form of the site settings."""

from collections.abc import Callable
from typing import IO, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from catalog.errors import PictureNotPossible
from catalog.services.marks import check_icon
from catalog.services.pictures import check_picture
from shop.models import SiteSettings

_CHECKS: dict[str, Callable[..., None]] = {
    "logo": check_picture,
    "favicon": check_icon,
    "licence_picture": check_picture,
}


class SiteSettingsForm(forms.ModelForm[SiteSettings]):
    class Meta:
        model = SiteSettings
        fields = tuple(_CHECKS)  # the admin page names the rest
        help_texts = {"logo": _("JPEG, PNG or WebP. Pages show it 40 pixels high.")}
        error_messages = {name: {"invalid_image": PictureNotPossible.message} for name in _CHECKS}

    def clean_logo(self) -> Any:
        return self._checked("logo")

    def clean_favicon(self) -> Any:
        return self._checked("favicon")

    def clean_licence_picture(self) -> Any:
        return self._checked("licence_picture")

    def new_pictures(self) -> dict[str, IO[bytes]]:
        """Return the files that were sent, by their field."""
        said = {name: self.cleaned_data.get(name) for name in _CHECKS}
        return {name: file for name, file in said.items() if isinstance(file, UploadedFile)}

    def _checked(self, name: str) -> Any:
        picture = self.cleaned_data[name]
        if isinstance(picture, UploadedFile):
            try:
                _CHECKS[name](file=picture)
            except PictureNotPossible as refusal:
                raise ValidationError(str(refusal)) from refusal
        return picture
