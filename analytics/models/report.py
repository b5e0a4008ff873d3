"""Reports as they were made: a day, a week or a month, kept with the figures of that moment."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from analytics.types import midnight


class Report(models.Model):
    """Never changed once made: late facts make another version beside it."""

    class Period(models.TextChoices):
        DAY = "day", _("daily report")
        WEEK = "week", _("weekly report")
        MONTH = "month", _("monthly report")

    period = models.CharField(_("kind"), max_length=6, choices=Period)
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name=_("responsible"),
    )  # fmt: skip
    figures = models.JSONField(_("figures"), default=dict)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(
                fields=["period", "first_day", "version"], name="report_version_once"
            ),
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day")), name="report_days_in_order"
            ),
        ]
        permissions = [("view_dashboard", _("Can see the dashboard"))]

    def __str__(self) -> str:
        return f"{self.get_period_display()} {self.first_day}"

    @property
    def is_final(self) -> bool:
        """Whether it was made after its time was over."""
        return self.made_at >= midnight(self.last_day + timedelta(days=1))
