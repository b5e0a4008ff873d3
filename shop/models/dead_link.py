"""Links in the shop's own texts that lead nowhere."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DeadLink(models.Model):
    """A link that was followed and found dead, and where it stands. Gone once it works again."""

    address = models.CharField(_("leads to"), max_length=500)
    place = models.CharField(_("stands in"), max_length=200)
    place_key = models.CharField(_("key of the place"), max_length=60)
    edit_url = models.CharField(_("edited at"), max_length=200)
    status = models.PositiveSmallIntegerField(pgettext_lazy("of a server", "answer"), default=404)
    found_at = models.DateTimeField(_("found at"))
    checked_at = models.DateTimeField(_("last checked at"))

    class Meta:
        verbose_name = _("dead link")
        verbose_name_plural = _("dead links")
        constraints = [
            models.UniqueConstraint(fields=["place_key", "address"], name="dead_link_once")
        ]
        indexes = [models.Index(fields=["-found_at", "-id"], name="dead_link_newest")]

    def __str__(self) -> str:
        return self.address
