"""Order check (审核): what the rules found, and what a person decided."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orders.models.order import Order


class OrderCheck(models.Model):
    """One run of the rules over one order, with the decision that followed."""

    class Verdict(models.TextChoices):
        PASSED = "passed", _("passed by the rules")
        HELD = "held", _("held for a person")
        APPROVED = "approved", _("approved by a person")
        REFUSED = "refused", _("refused by a person")

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="checks")
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("order check")
        verbose_name_plural = _("order checks")
        indexes = [models.Index(fields=["order", "-id"], name="check_order")]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.verdict}"


class CheckFinding(models.Model):
    """What one rule said: passed or held, and why, as a code with its figures.

    Rows of older versions have words in `reason` and no code.
    """

    order_check = models.ForeignKey(OrderCheck, on_delete=models.CASCADE, related_name="findings")
    rule = models.CharField(_("rule"), max_length=40)
    passed = models.BooleanField(_("passed"))
    code = models.CharField(max_length=40, blank=True, default="", db_default="")
    params = models.JSONField(default=dict, blank=True, db_default={})
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [models.UniqueConstraint(fields=["order_check", "rule"], name="finding_once")]

    def __str__(self) -> str:
        return f"{self.rule}: {self.passed}"
