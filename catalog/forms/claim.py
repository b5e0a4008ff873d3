"""Risky words: their list, their marks beside what is being written, and answering for one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from catalog.claim_finder import fold
from catalog.models import Claim, ClaimException, Product
from catalog.models.claim import LAWS
from catalog.selectors.content_check import check_product
from catalog.types import ClaimFinding, ContentReport


class ClaimForm(forms.ModelForm[Claim]):
    class Meta:
        model = Claim
        fields = ("word", "kind", "severity", "is_active")

    def clean_word(self) -> str:
        return _comparable(self.cleaned_data["word"])


class ClaimExceptionForm(forms.ModelForm[ClaimException]):
    class Meta:
        model = ClaimException
        fields = ("phrase", "note", "is_active")

    def clean_phrase(self) -> str:
        return _comparable(self.cleaned_data["phrase"])


class WaiverForm(forms.Form):
    """Which of the words that block somebody answers for, and why."""

    word = forms.ChoiceField(label=_("word"), widget=UnfoldAdminSelectWidget)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Such as: rank of June 2026 in this city, by the report of …"),
        widget=UnfoldAdminTextareaWidget,
    )

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = dict.fromkeys(finding.claim.word for finding in check_product(product).blocking)
        field = self.fields["word"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(word, word) for word in words]


def marks(report: ContentReport, name: str) -> SafeString:
    """Show the passages of a field that hold risky words, with the words marked and why."""
    findings = [finding for finding in report.findings if finding.field == name]
    if not findings:
        return SafeString()
    context = {
        "passages": report.passages[name],
        "reasons": [_reason(finding) for finding in _once(findings)],
    }
    return render_to_string("admin/catalog/claim_marks.html", context)


def _once(findings: list[ClaimFinding]) -> list[ClaimFinding]:
    return list({finding.claim.word: finding for finding in findings}.values())


def _reason(finding: ClaimFinding) -> dict[str, Any]:
    return {
        "finding": finding,
        "kind": Claim.Kind(finding.claim.kind).label,
        "law": LAWS[finding.claim.kind],
    }


def _comparable(text: str) -> str:
    """Refuse what has nothing left that could be compared."""
    if not fold(text):
        raise ValidationError(_("Write at least one letter, digit or Chinese character."))
    return text.strip()
