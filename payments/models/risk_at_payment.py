"""What the rules of risk said once the way of paying was known."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from payments.models.risk_assessment import RiskAssessment
from payments.risk.types import Decision


class RiskAtPayment(models.Model):
    """A rule that spoke when a way of paying was chosen; no row when none did. Never changed.

    `points` are those of the order and of the way together. The same decision about the same way is
    kept once, however often somebody tries.
    """

    assessment = models.ForeignKey(
        RiskAssessment, on_delete=models.CASCADE, related_name="at_payment"
    )
    gateway = models.CharField(_("gateway"), max_length=20)
    at = models.DateTimeField(_("assessed at"), default=timezone.now)
    points = models.PositiveIntegerField(pgettext_lazy("risk", "points"))
    decision = models.CharField(_("decision"), max_length=8, choices=Decision)
    findings: models.JSONField[Any, Any] = models.JSONField(_("reasons"), default=list)

    class Meta:
        verbose_name = _("risk assessment of a way of paying")
        verbose_name_plural = _("risk assessments of ways of paying")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "gateway", "decision"], name="risk_at_payment_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.gateway}: {self.get_decision_display()}"
