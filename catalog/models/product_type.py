"""What can be said about a kind of goods: its attributes, which of them filter, which make SKUs."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProductType(models.Model):
    name = models.CharField(_("name"), max_length=40, unique=True)

    class Meta:
        verbose_name = _("product type")
        verbose_name_plural = _("product types")

    def __str__(self) -> str:
        return self.name


class Attribute(models.Model):
    """One thing that is said about every product of a type, such as material or colour."""

    class Kind(models.TextChoices):
        TEXT = "text", _("text")
        NUMBER = "number", _("number")
        CHOICE = "choice", _("choice")
        CHOICES = "choices", _("several choices")

    product_type = models.ForeignKey(
        ProductType,
        on_delete=models.CASCADE,
        related_name="attributes",
        verbose_name=_("product type"),
    )
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=40)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.TEXT)
    unit = models.CharField(_("unit"), max_length=12, blank=True)
    is_filter = models.BooleanField(_("buyers filter by it"), default=False)
    makes_skus = models.BooleanField(_("makes SKUs"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")
        constraints = [
            models.UniqueConstraint(fields=["product_type", "code"], name="attribute_code_once"),
            models.CheckConstraint(
                condition=models.Q(makes_skus=False) | models.Q(kind="choice"),
                name="attribute_skus_by_choice",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AttributeValue(models.Model):
    """One allowed value of a choice attribute; `swatch` is the colour shown for it."""

    attribute = models.ForeignKey(Attribute, on_delete=models.CASCADE, related_name="values")
    name = models.CharField(_("value"), max_length=40)
    swatch = models.CharField(_("colour"), max_length=7, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("attribute value")
        verbose_name_plural = _("attribute values")
        constraints = [
            models.UniqueConstraint(fields=["attribute", "name"], name="attribute_value_once")
        ]

    def __str__(self) -> str:
        return self.name
