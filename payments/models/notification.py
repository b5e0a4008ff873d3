"""What a gateway told us, kept before it is believed."""

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.models.attempt import PaymentAttempt


class NotificationQuerySet(models.QuerySet["Notification"]):
    def refused(self) -> Self:
        return self.filter(verdict__in=Notification.REFUSED)

    def with_text(self) -> Self:
        return self.exclude(body="", headers={}, ip=None)


class Notification(models.Model):
    """One notification as received; `verdict` says what became of it. Forged ones are kept too."""

    class Verdict(models.TextChoices):
        STORED = "stored", _("stored, not yet judged")
        APPLIED = "applied", _("applied")
        REPEATED = "repeated", _("already known")
        IGNORED = "ignored", _("nothing to do")
        BAD_SIGNATURE = "bad_signature", _("bad signature")
        UNKNOWN_KEY = "unknown_key", _("signed with an unknown key")
        STALE = "stale", _("signed too long ago, or ahead of time")
        UNKNOWN_NUMBER = "unknown_number", _("unknown number")
        WRONG_MERCHANT = "wrong_merchant", _("other app or merchant")
        WRONG_AMOUNT = "wrong_amount", _("other amount or currency")
        MALFORMED = "malformed", _("malformed")
        FOREIGN_ADDRESS = "foreign_address", _("from an address that is not allowed")

    REFUSED = frozenset(Verdict) - {
        Verdict.STORED, Verdict.APPLIED, Verdict.REPEATED, Verdict.IGNORED,
    }  # fmt: skip

    gateway = models.CharField(max_length=20, verbose_name=_("gateway"))
    notify_id = models.CharField(max_length=128, verbose_name=_("number of the notification"))
    body = models.TextField(verbose_name=_("body"))
    headers = models.JSONField(default=dict, blank=True, verbose_name=_("headers"))
    ip = models.GenericIPAddressField(null=True, blank=True, verbose_name=_("from the address"))
    verdict = models.CharField(
        max_length=16, choices=Verdict, default=Verdict.STORED, verbose_name=_("verdict")
    )
    attempt = models.ForeignKey(
        PaymentAttempt,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="notifications",
        verbose_name=_("payment attempt"),
    )
    received_count = models.PositiveIntegerField(default=1, verbose_name=_("times received"))
    received_at = models.DateTimeField(default=timezone.now, verbose_name=_("received at"))
    judged_at = models.DateTimeField(null=True, blank=True, verbose_name=_("judged at"))

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint(fields=["gateway", "notify_id"], name="notification_once")
        ]
        indexes = [models.Index(fields=["verdict", "-received_at"], name="notification_verdict")]

    def __str__(self) -> str:
        return f"{self.gateway} {self.notify_id}"
