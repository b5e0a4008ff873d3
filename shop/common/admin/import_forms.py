"""The form of an upload, made of what the importer wants to have decided."""

from typing import Any

from django import forms
from django.contrib.auth.models import PermissionsMixin
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldBooleanSwitchWidget,
)

from shop.common.importers import Importer, Option

_AGAIN = "again"


class UploadForm(forms.Form):
    file = forms.FileField(label=_("File"), widget=UnfoldAdminFileFieldWidget)

    @property
    def options(self) -> dict[str, Any]:
        """Return what was decided, ready to be kept."""
        fixed = {"file", _AGAIN}
        return {
            name: value for name, value in self.cleaned_data.items() if name not in fixed and value
        }

    @property
    def is_again(self) -> bool:
        return bool(self.cleaned_data.get(_AGAIN))


def upload_form(importer: Importer, user: PermissionsMixin, *args: Any) -> UploadForm:
    """Make the form of one importer for a person; what he may not decide is left out."""
    form = UploadForm(*args)
    form.fields["file"].help_text = _accepted(importer)
    for option in importer.options:
        if user.has_perms(option.permissions):
            form.fields[option.name] = _field(option)
    form.fields[_AGAIN] = forms.BooleanField(
        label=_("Import this file again"),
        help_text=_("Otherwise a file that was imported already is not imported twice."),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
    )
    return form


def _field(option: Option) -> forms.Field:
    common: dict[str, Any] = {
        "label": option.label,
        "help_text": option.help_text,
        "required": False,
    }
    if option.choices is None:
        return forms.BooleanField(widget=UnfoldBooleanSwitchWidget, **common)
    choices = [("", "—"), *((word, word) for word in option.choices())]
    return forms.ChoiceField(choices=choices, widget=UnfoldAdminSelectWidget, **common)


def _accepted(importer: Importer) -> Any:
    if not importer.takes_sheets:
        return _("A ZIP archive.")
    if importer.archive:
        return _("Excel (xlsx, xls, ods), CSV, or a ZIP archive with both.")
    return _("Excel (xlsx, xls, ods) or CSV in UTF-8 or GB18030.")
