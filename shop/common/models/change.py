"""That something which shoppers see has changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """Changes of one topic, such as `site`; written by triggers in the transaction of the change.

    Only ever added, so that two writers never wait for each other; `compact_changes` sums up.
    """

    topic = models.CharField(max_length=40)
    count = models.PositiveBigIntegerField(default=1, db_default=1)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        indexes = [models.Index(fields=["topic"], include=["count"], name="change_topic")]

    def __str__(self) -> str:
        return f"{self.topic} +{self.count}"
