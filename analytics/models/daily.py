"""Figures of one day, recomputable for any past day."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.common.money import MoneyField


class DailyFigures(models.Model):
    """Sums of one day in Asia/Shanghai; rates are not stored. `measures.py` says what they mean."""

    day = models.DateField(_("date"), primary_key=True)
    visitors = models.PositiveIntegerField(_("UV"), default=0)
    page_views = models.PositiveIntegerField(_("PV"), default=0)
    sessions = models.PositiveIntegerField(_("sessions"), default=0)
    bounced_sessions = models.PositiveIntegerField(_("bounced sessions"), default=0)
    orders_placed = models.PositiveIntegerField(_("orders placed"), default=0)
    orders_paid = models.PositiveIntegerField(_("paid orders"), default=0)
    paying_customers = models.PositiveIntegerField(_("buyers"), default=0)
    gmv = MoneyField(_("GMV"), default=0)
    gmv_clean = MoneyField(_("clean GMV"), default=0)
    paid_amount = MoneyField(_("sales"), default=0)
    refunded_amount = MoneyField(_("refunds"), default=0)
    new_users = models.PositiveIntegerField(_("new users"), default=0)
    computed_at = models.DateTimeField(_("computed at"), default=timezone.now)

    class Meta:
        verbose_name = _("figures of a day")
        verbose_name_plural = _("figures of days")
        constraints = [
            models.CheckConstraint(
                condition=Q(visitors__lte=F("page_views"))
                & Q(sessions__lte=F("page_views"))
                & Q(bounced_sessions__lte=F("sessions")),
                name="daily_traffic_fits",
            ),
            models.CheckConstraint(
                condition=Q(paying_customers__lte=F("orders_paid"))
                & Q(gmv_clean__gte=0)
                & Q(gmv_clean__lte=F("gmv")),
                name="daily_sales_fit",
            ),
        ]

    def __str__(self) -> str:
        return str(self.day)
