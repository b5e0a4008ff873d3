"""Forms of the media library."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminSelectWidget

from catalog.models import AttributeValue, MediaAsset, MediaFolder, ProductPicture, Sku
from catalog.selectors.media import folder_choices
from shop.common.typed_numbers import DecimalNumberField, WholeNumberField

ACCEPTED = "image/jpeg,image/png,image/webp,video/*"


class FolderField(forms.TypedChoiceField):
    """A folder by its path, or none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            coerce=int, empty_value=None, required=False, widget=UnfoldAdminSelectWidget, **kwargs
        )
        self.choices = _folders


def _folders() -> list[tuple[Any, Any]]:
    paths = [(choice.folder_id, choice.path) for choice in folder_choices()]
    return [("", _("no folder")), *paths]


class DroppedFiles(forms.ClearableFileInput):
    """The input under the field where files are dropped; upload.js takes what is chosen."""

    allow_multiple_selected = True


class UploadForm(forms.Form):
    """Where files go. The files themselves are taken one by one, each with an answer of its own."""

    folder = FolderField(label=_("folder"))

    def __init__(self, *args: Any, product_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if product_id is not None:
            self.fields |= _use_fields(product_id)
        self.fields["files"] = forms.FileField(
            label=_("files"), required=False, widget=DroppedFiles(attrs={"accept": ACCEPTED})
        )

    def use(self) -> dict[str, Any]:
        """Return how the pictures stand on the product."""
        return {"role": self.cleaned_data["role"], "value_id": self.cleaned_data["value_id"]}


class ChoiceForm(forms.Form):
    """How pictures of the library are shown on a product."""

    def __init__(self, *args: Any, product_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= _use_fields(product_id)


def _use_fields(product_id: int) -> dict[str, forms.Field]:
    used = Sku.objects.filter(product=product_id).values("values__value")
    values = AttributeValue.objects.filter(pk__in=used).order_by("pk").values_list("pk", "name")
    return {
        "role": forms.ChoiceField(
            label=_("role"), choices=ProductPicture.Role.choices, widget=UnfoldAdminSelectWidget
        ),
        "value_id": forms.TypedChoiceField(
            label=_("shows the value"), choices=[("", "—"), *values], coerce=int, empty_value=None,
            required=False, widget=UnfoldAdminSelectWidget,
        ),
    }  # fmt: skip


class MoveForm(forms.Form):
    folder_id = FolderField(label=_("folder"))


class MediumForm(forms.ModelForm[MediaAsset]):
    class Meta:
        model = MediaAsset
        fields = ("title", "alt", "folder")


class FolderForm(forms.ModelForm[MediaFolder]):
    class Meta:
        model = MediaFolder
        fields = ("name", "parent")


class PosterForm(forms.Form):
    """Which moment of a video stands for it; the page offers a player to find it."""

    def __init__(self, *args: Any, seconds: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["second"] = DecimalNumberField(
            label=_("Second of the video"),
            min_value=0,
            max_value=seconds,
            widget=UnfoldAdminDecimalFieldWidget(attrs={"step": "0.1", "data-second": ""}),
        )

    def clean_second(self) -> float:
        return float(self.cleaned_data["second"])


class PickForm(forms.Form):
    """One picture for a text: a new file, or one of the library."""

    file = forms.FileField(
        label=_("file"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    asset = WholeNumberField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("file") and not cleaned.get("asset"):
            raise forms.ValidationError(_("Choose a picture."))
        return cleaned
