"""The form of a banner."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from catalog.selectors.categories import navigation
from marketing.forms.pictures import PictureField, checked_picture
from marketing.models import Banner, HomeBlock
from marketing.selectors.banners import (
    HOME,
    channel_placement,
    floor_placement,
    row_placement,
)
from shop.common.admin.library_pictures import LibraryPictureInput


class BannerForm(forms.ModelForm[Banner]):
    """The place is chosen from those that pages have."""

    placement = forms.ChoiceField(label=_("place"), widget=UnfoldAdminSelectWidget)

    class Meta:
        model = Banner
        fields = (
            "placement", "title", "subtitle", "picture", "phone_picture", "link", "starts_at",
            "ends_at", "position", "is_active", "owner",
        )  # fmt: skip
        field_classes = {"picture": PictureField, "phone_picture": PictureField}
        widgets = {"picture": LibraryPictureInput, "phone_picture": LibraryPictureInput}
        help_texts = {
            "picture": _("1600 × 800, the goods on the right; a floor's is 480 × 1200."),
            "phone_picture": _(
                "750 × 420. Without it phones see the right side of the wide picture."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("placement")
        if isinstance(field, forms.ChoiceField):
            field.choices = [*places(), *self._kept_place()]

    def clean_picture(self) -> Any:
        return checked_picture(self.cleaned_data["picture"])

    def clean_phone_picture(self) -> Any:
        return checked_picture(self.cleaned_data["phone_picture"])

    def _kept_place(self) -> list[tuple[str, str]]:
        """Keep the place of a banner whose category no longer shows."""
        own = self.instance.placement if self.instance.pk else HOME
        return [] if own in dict(places()) else [(own, own)]


def places() -> list[tuple[str, str]]:
    """Return every place for banners that pages have, with its name for people."""
    floors = [
        (floor_placement(node.slug), str(_("Floor: %(name)s")) % {"name": node.name})
        for node in navigation()
    ]
    channels = [
        (channel_placement(node.slug), str(_("Category page: %(name)s")) % {"name": node.name})
        for top in navigation()
        for node in (top, *top.children)
    ]
    rows = [
        (row_placement(block.pk), str(_("Row of pictures: %(name)s")) % {"name": block})
        for block in HomeBlock.objects.filter(kind=HomeBlock.Kind.PICTURES).order_by("pk")
    ]
    return [(HOME, str(_("Home page"))), *floors, *channels, *rows]
