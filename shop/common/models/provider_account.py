"""The shop's account with an outside party: addresses and ids in clear, keys sealed."""

from django.conf import settings as django_settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.common.encryption import EncryptedTextField


class ProviderAccount(models.Model):
    provider = models.CharField(_("provider"), max_length=40, unique=True)
    is_enabled = models.BooleanField(_("enabled"), default=False)
    settings = models.JSONField(_("settings"), default=dict, blank=True)
    secrets = EncryptedTextField(_("secrets"), blank=True)  # JSON
    changed_by = models.ForeignKey(
        django_settings.AUTH_USER_MODEL,
        verbose_name=_("changed by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    changed_by_process = models.CharField(_("process"), max_length=60, blank=True)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("provider account")
        verbose_name_plural = _("provider accounts")

    def __str__(self) -> str:
        return self.provider
