"""Pictures of a product, in a few widths each."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.media import MediaAsset
from catalog.models.product import Product
from catalog.models.product_type import AttributeValue


class ProductPicture(models.Model):
    """One picture; `value` ties it to a colour. Smaller widths stand beside the file."""

    class Role(models.TextChoices):
        MAIN = "main", _("main picture")
        DETAIL = "detail", _("detail picture")

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="pictures")
    value = models.ForeignKey(
        AttributeValue, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("shows the value"),
    )  # fmt: skip
    asset = models.ForeignKey(
        MediaAsset, on_delete=models.PROTECT, null=True, blank=True, related_name="pictures"
    )  # fmt: skip
    role = models.CharField(_("role"), max_length=8, choices=Role, default=Role.MAIN)
    image = models.ImageField(
        _("file"), upload_to="products/%Y/%m/", width_field="width", height_field="height"
    )
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    white_share = models.PositiveSmallIntegerField(null=True, editable=False)  # of the border, in %
    alt = models.CharField(_("text for those who cannot see it"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        indexes = [models.Index(fields=["product", "position", "id"], name="picture_product")]

    def __str__(self) -> str:
        return self.alt or str(self.image)
