"""The form of a category: what it is called, and where it stands in the tree."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget

from catalog.forms.pictures import checked_picture
from catalog.models import Category

POSITIONS = (
    ("last-child", _("as the last below")),
    ("first-child", _("as the first below")),
    ("left", pgettext_lazy("beside", "before")),
    ("right", pgettext_lazy("beside", "after")),
)


class CategoryForm(forms.ModelForm[Category]):
    position = forms.ChoiceField(
        label=_("place"), choices=POSITIONS, required=False, widget=UnfoldAdminSelectWidget
    )
    target = forms.TypedChoiceField(
        label=_("of the category"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Empty: it stays where it is; a new one becomes the last of the top."),
        widget=UnfoldAdminSelectWidget,
    )

    class Meta:
        model = Category
        fields = (
            "name", "slug", "core_words", "picture", "is_visible", "seo_title", "seo_description",
            "seo_keywords",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        target = self.fields["target"]
        if isinstance(target, forms.ChoiceField):
            target.choices = [("", "—"), *self._targets()]

    def clean_picture(self) -> Any:
        return checked_picture(self.cleaned_data["picture"])

    def _targets(self) -> list[tuple[int, str]]:
        """Name every category that this one can stand by: not itself, nor one below it."""
        own = self.instance.path if self.instance.pk else ""
        return [
            (node.pk, f"{'　' * (node.depth - 1)}{node.name}")
            for node in Category.objects.order_by("path")
            if not own or not node.path.startswith(own)
        ]
