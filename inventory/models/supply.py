"""What inventory knows of a SKU beside its stock: its cost and when to warn."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Sku
from shop.common.money import UnitCostField


class SkuSupply(models.Model):
    sku = models.OneToOneField(
        Sku,
        on_delete=models.CASCADE,
        related_name="supply",
        primary_key=True,
        verbose_name=_("SKU"),
    )
    unit_cost = UnitCostField(_("cost price"), null=True, blank=True)
    alert_threshold = models.PositiveIntegerField(
        _("alert below"),
        null=True,
        blank=True,
        help_text=_("Empty: the shop's threshold. 0: no alert."),
    )

    class Meta:
        verbose_name = _("supply data")
        verbose_name_plural = _("supply data")

    def __str__(self) -> str:
        return str(self.sku_id)
