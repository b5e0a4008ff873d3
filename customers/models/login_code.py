"""A code sent to a phone. Only its keyed hash is kept."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LoginCode(models.Model):
    """One code for one phone and one purpose; used once, forgotten after minutes."""

    class Purpose(models.TextChoices):
        LOGIN = "login", _("log-in or registration")
        CHANGE_PHONE = "change_phone", _("change of phone")
        CONFIRM_PAYMENT = "confirm_payment", _("confirmation before paying")
        RESET_PASSWORD = "reset_password", _("new password")

    phone = models.CharField(max_length=20)
    purpose = models.CharField(max_length=20, choices=Purpose)
    code_hash = models.CharField(max_length=64)
    ip = models.GenericIPAddressField(null=True, blank=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["phone", "purpose", "-created_at"], name="code_phone"),
            models.Index(fields=["ip", "-created_at"], name="code_ip"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} #{self.pk}"
