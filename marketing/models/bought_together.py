"""Which goods are bought with which: computed every night from the orders."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Product


class BoughtTogether(models.Model):
    """So many orders held both; `position` ranks the companions of a product."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    companion = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    order_count = models.PositiveIntegerField(_("orders with both"))
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("bought together")
        verbose_name_plural = _("bought together")
        constraints = [
            models.UniqueConstraint(fields=["product", "companion"], name="together_once"),
            models.CheckConstraint(
                condition=~Q(product=F("companion")), name="together_with_another"
            ),
        ]
        indexes = [models.Index(fields=["product", "position"], name="together_product")]

    def __str__(self) -> str:
        return f"{self.product_id} + {self.companion_id}: {self.order_count}"
