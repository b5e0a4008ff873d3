"""A document with its scan."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminFileFieldWidget

from catalog.errors import QualificationNotPossible, ScanNotPossible
from catalog.models import Qualification, QualificationKind
from catalog.services.scans import check_scan


class QualificationForm(forms.ModelForm[Qualification]):
    file = forms.FileField(
        label=_("scan"),
        help_text=_("PDF, JPEG, PNG or WebP, at most 10 MB; only staff see it."),
        widget=UnfoldAdminFileFieldWidget,
    )

    class Meta:
        model = Qualification
        fields = ("kind", "product", "number", "valid_from", "valid_until")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            check_scan(file=file)
        except ScanNotPossible as refusal:
            raise ValidationError(str(refusal)) from refusal
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        if kind and kind.scope == QualificationKind.Scope.SHOP:
            cleaned["product"] = None
        elif kind and cleaned.get("product") is None:
            self.add_error("product", str(QualificationNotPossible()))
        begins, ends = cleaned.get("valid_from"), cleaned.get("valid_until")
        if begins and ends and ends < begins:
            self.add_error("valid_until", str(QualificationNotPossible()))
        return cleaned
