"""Picture fields of the back office: a new file, or a picture that the media library has."""

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import FILE_INPUT_CONTRADICTION
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminImageFieldWidget

from shop.common.errors import DomainError
from shop.common.typed_numbers import whole_number

_MAY_CHOOSE = "catalog.view_mediaasset"


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A picture of the library by its number, as a form sent it."""

    number: str
    name: str = ""
    thumbnail: str = ""
    instead_of: Any = None  # what the row shows now


class LibraryPictureInput(UnfoldAdminImageFieldWidget):
    """Unfold's input with a line below it that leads into the library, for those who may look."""

    offers_library = False

    class Media:
        js = ("js/library-picture.js",)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = value if isinstance(value, Chosen) else None
        shown = super().render(name, chosen.instead_of if chosen else value, attrs, renderer)
        if not self.offers_library:
            return SafeString(shown)
        context = {"name": _name(name), "field_id": (attrs or {}).get("id", ""), "chosen": chosen}
        return SafeString(shown + render_to_string("admin/common/library_picture.html", context))

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        upload = super().value_from_datadict(data, files, name)
        number = str(data.get(_name(name), "")).strip() if self.offers_library else ""
        if not number:
            return upload
        return Chosen(number=number) if upload is None else FILE_INPUT_CONTRADICTION

    def use_required_attribute(self, initial: Any) -> bool:
        required: bool = not self.offers_library and super().use_required_attribute(initial)
        return required


class LibraryPictureField(forms.ImageField):
    """Answers with the file that was sent, or with the name of the stored picture."""

    widget = LibraryPictureInput
    default_error_messages = {
        "contradiction": _("Choose a file or a picture of the library, not both."),
    }

    def clean(self, data: Any, initial: Any = None) -> Any:
        if not isinstance(data, Chosen):
            return super().clean(data, initial)
        try:
            return self.stored_name(whole_number(data.number) or 0)
        except DomainError as refusal:
            raise ValidationError(str(refusal)) from refusal

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Keep the number in a form that is shown again; a file would have to be sent anew."""
        if not isinstance(data, Chosen):
            return initial
        name, thumbnail = self.seen(whole_number(data.number) or 0)
        return replace(data, name=name, thumbnail=thumbnail, instead_of=initial)

    def seen(self, number: int) -> tuple[str, str]:
        """Return the name of a picture of the library and the address of a small one."""
        raise NotImplementedError

    def stored_name(self, number: int) -> str:
        """Return the name of a picture of the library; a DomainError says why there is none."""
        raise NotImplementedError


class OffersLibrary:
    """An admin whose picture fields lead into the library, for staff who may look into it."""

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(request, *args, **kwargs)  # type: ignore[misc]  # a mixin
        staff: Any = request.user
        for field in form.base_fields.values():
            if isinstance(field.widget, LibraryPictureInput):
                field.widget.offers_library = staff.has_perm(_MAY_CHOOSE)
        return form


def _name(field: str) -> str:
    return f"{field}-library"
