"""What was known when somebody was about to pay, and what the rules said to it."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from payments.risk.types import Decision
from shop.common.money import MoneyField


class RiskAssessment(models.Model):
    """One decision with its facts and reasons, never changed afterwards (the database refuses).

    It is also the history by which velocity is counted, and on which rules are tried. Traits are
    keyed hashes; a refused order leaves its assessment though nothing of it was placed.
    """

    reference = models.CharField(_("reference"), max_length=40, unique=True)
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("customer"), db_index=False,
    )  # fmt: skip
    at = models.DateTimeField(_("assessed at"), default=timezone.now)
    amount = MoneyField(_("amount"))
    phone_key = models.CharField(max_length=32, blank=True, editable=False)
    address_key = models.CharField(max_length=32, blank=True, editable=False)
    device_key = models.CharField(max_length=32, blank=True, editable=False)
    ip_key = models.CharField(max_length=32, blank=True, editable=False)
    browser_key = models.CharField(
        max_length=32, blank=True, default="", db_default="", editable=False
    )
    uses_newcomer_offer = models.BooleanField(_("uses an offer for new customers"), default=False)
    facts: models.JSONField[Any, Any] = models.JSONField(
        _("facts"), default=dict, encoder=DjangoJSONEncoder
    )
    points = models.PositiveIntegerField(pgettext_lazy("risk", "points"))
    decision = models.CharField(_("decision"), max_length=8, choices=Decision)
    is_suspect = models.BooleanField(_("suspected fake order"), default=False)
    findings: models.JSONField[Any, Any] = models.JSONField(_("reasons"), default=list)

    class Meta:
        verbose_name = _("risk assessment")
        verbose_name_plural = _("risk assessments")
        indexes = [
            models.Index(fields=["customer", "at"], name="risk_customer"),
            models.Index(fields=["phone_key", "at"], name="risk_phone",
                         condition=~Q(phone_key="")),
            models.Index(fields=["address_key", "at"], name="risk_address",
                         condition=~Q(address_key="")),
            models.Index(fields=["device_key", "at"], name="risk_device",
                         condition=~Q(device_key="")),
            models.Index(fields=["ip_key", "at"], name="risk_ip", condition=~Q(ip_key="")),
            models.Index(fields=["browser_key", "at"], name="risk_browser",
                         condition=~Q(browser_key="")),
            models.Index(fields=["-at", "-id"], name="risk_at"),
            models.Index(fields=["decision", "-at"], name="risk_decision",
                         condition=~Q(decision="pass")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.reference}: {self.get_decision_display()}"
