"""Requests that were answered once and are answered the same when they come again."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class IdempotencyKey(models.Model):
    actor_key = models.CharField(_("actor"), max_length=80)
    operation = models.CharField(_("operation"), max_length=60)
    key = models.CharField(_("key"), max_length=100)
    fingerprint = models.CharField(_("fingerprint of the request"), max_length=64)
    result = models.JSONField(_("result"), null=True, blank=True)
    started_at = models.DateTimeField(_("started at"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints = [
            models.UniqueConstraint(
                fields=["actor_key", "operation", "key"], name="idempotency_key_once"
            ),
            models.CheckConstraint(
                condition=models.Q(finished_at__isnull=True) | models.Q(result__isnull=False),
                name="idempotency_finished_with_result",
            ),
        ]
        indexes = [models.Index(fields=["started_at"], name="idempotency_started")]

    def __str__(self) -> str:
        return f"{self.operation} {self.key}"
