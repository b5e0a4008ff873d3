"""Addresses that pages had before."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SlugRedirect(models.Model):
    """An address that a thing has left. It names the thing, not where it went: no chains."""

    kind = models.CharField(_("kind"), max_length=20)
    slug = models.CharField(_("old address"), max_length=160)
    target_id = models.BigIntegerField(_("number of the thing"))

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="slug_redirect_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.slug}"
