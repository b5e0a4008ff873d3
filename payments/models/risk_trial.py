"""Rules tried on past orders: what they would have decided, against what happened."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RiskTrial(models.Model):
    """One trial: a set of rules with thresholds over the assessments of some days.

    It goes on by `last_id` after a dead worker; `tally` counts by decision then, decision now and
    what became of the money.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("at work")
        DONE = "done", _("done")

    days = models.PositiveSmallIntegerField(_("days"))
    rules: models.JSONField[Any, Any] = models.JSONField(_("rules"), default=list)
    thresholds: models.JSONField[Any, Any] = models.JSONField(_("thresholds"), default=dict)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.RUNNING)
    since = models.DateTimeField(_("from"))
    last_id = models.BigIntegerField(default=0, editable=False)
    total_count = models.PositiveIntegerField(_("orders"), default=0)
    done_count = models.PositiveIntegerField(_("orders tried"), default=0)
    tally: models.JSONField[Any, Any] = models.JSONField(_("result"), default=dict)
    created_at = models.DateTimeField(_("begun at"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name=_("begun by"),
    )  # fmt: skip
    touched_at = models.DateTimeField(default=timezone.now, editable=False)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    class Meta:
        verbose_name = _("trial of rules")
        verbose_name_plural = _("trials of rules")

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def percent(self) -> int:
        return (
            100
            if self.state == self.State.DONE
            else self.done_count * 100 // (self.total_count or 1)
        )
