"""The form of an article, and what its steps ask for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSplitDateTimeWidget

from marketing.forms.pictures import PictureField, checked_picture
from marketing.models import Article
from marketing.models.article import HELPING
from shop.common.admin.library_pictures import LibraryPictureInput
from shop.common.admin.steps import StepForm
from shop.common.policy_texts import unknown_policies

FIELDS = (
    "kind", "help_group", "title", "slug", "summary", "cover", "body", "products", "position",
    "is_pinned", "seo_title", "seo_description", "seo_keywords",
)  # fmt: skip


class ArticleForm(forms.ModelForm[Article]):
    class Meta:
        model = Article
        fields = FIELDS
        field_classes = {"cover": PictureField}
        widgets = {"cover": LibraryPictureInput}
        help_texts = {
            "body": _("[[orders.payment_minutes]] stands for what the policies say at the moment."),
            "cover": _("At best 1200 × 675."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Empty: made from the title.")

    def clean_cover(self) -> Any:
        return checked_picture(self.cleaned_data["cover"])

    def clean_body(self) -> str:
        body = str(self.cleaned_data["body"])
        unknown = unknown_policies(body)
        if unknown:
            names = ", ".join(sorted(unknown))
            raise ValidationError(_("The shop has no such policies: %(names)s.") % {"names": names})
        return body

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("kind") in HELPING and not cleaned.get("help_group"):
            self.add_error("help_group", _("Choose where readers find it among the help pages."))
        return cleaned


class MomentForm(StepForm):
    at = forms.SplitDateTimeField(
        label=_("To be published at"),
        initial=timezone.now,
        widget=UnfoldAdminSplitDateTimeWidget,
    )
