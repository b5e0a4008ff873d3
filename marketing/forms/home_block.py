"""The form of a block of the home page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from catalog.selectors.categories import navigation
from catalog.selectors.shelves import known_numbers
from marketing.models import HomeBlock
from marketing.services.home_blocks import USES


class HomeBlockForm(forms.ModelForm[HomeBlock]):
    class Meta:
        model = HomeBlock
        fields = (
            "kind", "title", "category", "product_numbers", "count", "text", "starts_at", "ends_at",
            "position", "is_active", "owner",
        )  # fmt: skip
        widgets = {"product_numbers": UnfoldAdminTextInputWidget}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("category")
        if isinstance(field, forms.ModelChoiceField):
            field.widget = UnfoldAdminSelectWidget()
            field.choices = [("", "—"), *self._categories()]

    def clean_product_numbers(self) -> list[str]:
        numbers = [number.strip() for number in self.cleaned_data["product_numbers"]]
        unknown = sorted(set(numbers) - known_numbers(numbers))
        if unknown:
            names = ", ".join(unknown)
            raise forms.ValidationError(
                _("There are no goods with these numbers: %(names)s.") % {"names": names}
            )
        return numbers

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        uses = USES.get(cleaned.get("kind", ""), frozenset())
        for name in ("category", "text"):
            if name in uses and not cleaned.get(name):
                self.add_error(name, _("This kind of block needs it."))
        return cleaned

    def _categories(self) -> list[tuple[int, str]]:
        return [
            (node.id, f"{'　' * depth}{node.name}")
            for top in navigation()
            for depth, node in ((0, top), *((1, child) for child in top.children))
        ]
