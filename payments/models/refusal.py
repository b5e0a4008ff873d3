"""How many notifications were refused, by day and cause: the count that is watched."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NotificationRefusal(models.Model):
    """One row per gateway, day and cause; also of those that were refused before they were read."""

    class Cause(models.TextChoices):
        TOO_LARGE = "too_large", _("body too large")
        WRONG_TYPE = "wrong_type", _("wrong content type")
        NOT_BELIEVED = "not_believed", _("not believed")

    gateway = models.CharField(_("gateway"), max_length=20)
    day = models.DateField(_("day"))
    cause = models.CharField(_("cause"), max_length=16, choices=Cause)
    count = models.PositiveIntegerField(_("count"), default=0)

    class Meta:
        verbose_name = _("count of refused notifications")
        verbose_name_plural = _("counts of refused notifications")
        constraints = [
            models.UniqueConstraint(
                fields=["gateway", "day", "cause"], name="refusal_once_per_day_and_cause"
            )
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.day} {self.cause}: {self.count}"
