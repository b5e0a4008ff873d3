"""The form of a brand."""

from typing import Any

from django import forms

from catalog.forms.pictures import checked_picture
from catalog.models import Brand


class BrandForm(forms.ModelForm[Brand]):
    class Meta:
        model = Brand
        fields = (
            "name", "slug", "logo", "story", "is_visible", "seo_title", "seo_description",
            "seo_keywords",
        )  # fmt: skip

    def clean_logo(self) -> Any:
        return checked_picture(self.cleaned_data["logo"])
