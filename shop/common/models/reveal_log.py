"""Who looked at which personal data in clear."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RevealLog(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    process = models.CharField(_("process"), max_length=60, blank=True)
    subject = models.CharField(_("what"), max_length=60)
    reference = models.CharField(_("reference"), max_length=80)
    fields = models.CharField(_("fields"), max_length=200)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("reveal")
        verbose_name_plural = _("reveals")
        indexes = [
            models.Index(fields=["subject", "reference"], name="reveal_subject"),
            models.Index(fields=["-at"], name="reveal_at"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.reference}"
