"""Where a product may be sold."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product
from shop.common.models import Region


class SalesRegion(models.Model):
    """A province, city or district that the sales scope of a product names, with all within it."""

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="sales_regions", verbose_name=_("product")
    )
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )

    class Meta:
        verbose_name = _("sales region")
        verbose_name_plural = _("sales regions")
        constraints = [
            models.UniqueConstraint(fields=["product", "region"], name="sales_region_once")
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.region_id}"
