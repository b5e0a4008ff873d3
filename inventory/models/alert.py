"""Low-stock alerts: one open alert per SKU, however many sales follow."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Sku


class StockAlertQuerySet(models.QuerySet["StockAlert"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)


class StockAlert(models.Model):
    sku = models.ForeignKey(
        Sku, on_delete=models.CASCADE, related_name="stock_alerts", verbose_name=_("SKU")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible"),
    )
    threshold = models.PositiveIntegerField(_("threshold"))
    available = models.IntegerField(_("saleable when it opened"))
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = StockAlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("stock alert")
        verbose_name_plural = _("stock alerts")
        constraints = [
            models.UniqueConstraint(
                fields=["sku"], condition=Q(closed_at=None), name="alert_one_open"
            )
        ]
        permissions = [("receive_stockalert", _("Is told of stock alerts that nobody else owns"))]

    def __str__(self) -> str:
        return f"{self.sku_id} < {self.threshold}"
