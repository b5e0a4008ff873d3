"""A stock keeping unit: one combination of the values that make SKUs."""

from typing import Self

from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product
from catalog.models.product_type import AttributeValue


class SkuQuerySet(models.QuerySet["Sku"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def on_sale(self) -> Self:
        """Those that may be put in a cart now; says nothing of stock."""
        return self.active().filter(product__status__in=Product.LIVE)

    def for_cart(self) -> Self:
        return self.select_related("product").prefetch_related("values__value__attribute")


class Sku(models.Model):
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="skus")
    code = models.CharField(_("SKU code"), max_length=60, unique=True)
    name = models.CharField(
        _("specification"), max_length=120, blank=True, help_text=_("Such as: blue, M")
    )
    barcode = models.CharField(_("barcode"), max_length=32, null=True, blank=True, unique=True)
    weight_grams = models.PositiveIntegerField(_("weight (g)"), default=0)
    volume_cm3 = models.PositiveIntegerField(_("volume (cm³)"), default=0)
    is_active = models.BooleanField(_("active"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = SkuQuerySet.as_manager()

    class Meta:
        verbose_name = _("SKU")
        verbose_name_plural = _("SKUs")
        indexes = [
            models.Index(fields=["product", "position", "id"], name="sku_product"),
            models.Index(Upper("code"), name="sku_code_any_case"),
        ]

    def __str__(self) -> str:
        return self.code


class SkuValue(models.Model):
    """The value that a SKU has in one of its product's dimensions."""

    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="values")
    value = models.ForeignKey(AttributeValue, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sku", "value"], name="sku_value_once")]

    def __str__(self) -> str:
        return f"{self.sku_id}/{self.value_id}"
