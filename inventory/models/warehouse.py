"""Warehouses, the provinces that they serve, and their bins."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class WarehouseQuerySet(models.QuerySet["Warehouse"]):
    def active(self) -> Self:
        return self.filter(is_active=True)


class Warehouse(models.Model):
    code = models.SlugField(_("code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=40)
    district = models.ForeignKey(
        "common.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("district")
    )
    street = models.CharField(_("street"), max_length=120, blank=True)
    telephone = models.CharField(_("telephone"), max_length=20, blank=True)
    cutoff = models.TimeField(_("last pick-up of the day"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = WarehouseQuerySet.as_manager()

    class Meta:
        verbose_name = _("warehouse")
        verbose_name_plural = _("warehouses")

    def __str__(self) -> str:
        return self.name


class WarehouseProvince(models.Model):
    """How near a warehouse is to a province: rank 1 ships there first."""

    warehouse = models.ForeignKey(Warehouse, on_delete=models.CASCADE, related_name="provinces")
    province = models.ForeignKey(
        "common.Region", on_delete=models.CASCADE, related_name="+", verbose_name=_("province")
    )
    rank = models.PositiveSmallIntegerField(_("rank"))

    class Meta:
        verbose_name = _("served province")
        verbose_name_plural = _("served provinces")
        constraints = [
            models.UniqueConstraint(fields=["warehouse", "province"], name="province_once"),
        ]

    def __str__(self) -> str:
        return f"{self.warehouse_id}/{self.province_id}: {self.rank}"


class Bin(models.Model):
    """A place on a shelf. `pick_sequence` is the walking order."""

    warehouse = models.ForeignKey(Warehouse, on_delete=models.CASCADE, related_name="bins")
    code = models.CharField(_("code"), max_length=20)
    pick_sequence = models.PositiveIntegerField(_("walking order"), default=0)

    class Meta:
        verbose_name = _("bin")
        verbose_name_plural = _("bins")
        constraints = [models.UniqueConstraint(fields=["warehouse", "code"], name="bin_once")]

    def __str__(self) -> str:
        return self.code
