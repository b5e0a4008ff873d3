"""Figures of one day, recomputable for any past day."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.common.money import MoneyField


class DailyFigures(models.Model):
    """Sums of one day in Asia/Shanghai; rates are derived from them, never stored, so weeks add up.

    gmv: gross, placed and paid on the day's orders, refunds included; gmv_clean: without suspect orders.
    """

    day = models.DateField(_("date"), primary_key=True)
    visitors = models.PositiveIntegerField(_("UV"), default=0)
    page_views = models.PositiveIntegerField(_("PV"), default=0)
    sessions = models.PositiveIntegerField(default=0)
    bounced_sessions = models.PositiveIntegerField(default=0)
    orders_placed = models.PositiveIntegerField(default=0)
    orders_paid = models.PositiveIntegerField(default=0)
    paying_customers = models.PositiveIntegerField(default=0)
    gmv = MoneyField(_("GMV"), default=0)
    gmv_clean = MoneyField(_("clean GMV"), default=0)
    paid_amount = MoneyField(default=0)
    refunded_amount = MoneyField(default=0)
    new_users = models.PositiveIntegerField(_("new users"), default=0)
    computed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("figures of a day")
        verbose_name_plural = _("figures of days")

    def __str__(self) -> str:
        return str(self.day)
