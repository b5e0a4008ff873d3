"""How much of a SKU lies in a warehouse, and how much of it is promised."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Sku
from inventory.models.warehouse import Bin, Warehouse

# What may be promised; below zero when safety stock is touched.
SALEABLE = F("on_hand") - F("reserved") - F("frozen") - F("safety_stock")


class StockLevelQuerySet(models.QuerySet["StockLevel"]):
    def sellable(self) -> Self:
        """Levels whose goods may be promised: those of active warehouses."""
        return self.filter(warehouse__is_active=True)

    def lock(self, level_ids: Iterable[int]) -> list["StockLevel"]:
        """Lock rows by primary key, the one order in which stock is ever locked."""
        rows = self.filter(pk__in=list(level_ids)).order_by("pk")
        return list(rows.select_for_update(of=("self",), no_key=True))


class StockLevel(models.Model):
    """One (SKU, warehouse). Written by `services.level_writes` only; on_hand moves with a movement.

    available = on_hand − reserved − frozen − safety_stock. `pending` has arrived, not checked in.
    """

    sku = models.ForeignKey(
        Sku, on_delete=models.PROTECT, related_name="stock_levels", verbose_name=_("SKU")
    )
    warehouse = models.ForeignKey(
        Warehouse,
        on_delete=models.PROTECT,
        related_name="stock_levels",
        verbose_name=_("warehouse"),
    )
    bin = models.ForeignKey(
        Bin,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="stock_levels",
        verbose_name=_("bin"),
    )
    on_hand = models.IntegerField(_("on hand"), default=0)
    reserved = models.IntegerField(_("reserved"), default=0)
    frozen = models.IntegerField(_("frozen"), default=0)
    pending = models.IntegerField(_("pending"), default=0)
    safety_stock = models.IntegerField(
        _("safety stock"), default=0, help_text=_("Pieces that are never sold online.")
    )

    objects = StockLevelQuerySet.as_manager()

    class Meta:
        verbose_name = _("stock level")
        verbose_name_plural = _("stock levels")
        permissions = [("enter_first_stock", _("Can enter the first stock of a product"))]
        constraints = [
            models.UniqueConstraint(fields=["sku", "warehouse"], name="level_once"),
            models.CheckConstraint(
                condition=Q(reserved__gte=0) & Q(reserved__lte=F("on_hand")),
                name="level_never_oversold",
            ),
            models.CheckConstraint(
                condition=Q(frozen__gte=0) & Q(pending__gte=0) & Q(safety_stock__gte=0),
                name="level_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(on_hand__gte=F("reserved") + F("frozen")),
                name="level_frozen_is_there",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id}@{self.warehouse_id}"

    @property
    def free(self) -> int:
        """Pieces that nobody was promised and that are not frozen."""
        return self.on_hand - self.reserved - self.frozen

    @property
    def available(self) -> int:
        return max(self.free - self.safety_stock, 0)
