"""Addresses of other sites that stand in the shop's own texts."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OutsideLinkQuerySet(models.QuerySet["OutsideLink"]):
    def due(self, *, before: datetime) -> Self:
        """Those not asked since then, those never asked first."""
        due = self.filter(Q(checked_at=None) | Q(checked_at__lt=before))
        return due.order_by(F("checked_at").asc(nulls_first=True), "pk")


class OutsideLink(models.Model):
    """An address of another site, and what it answered when it was last asked.

    One that may not be asked, or was not yet, stays "not checked".
    """

    class State(models.TextChoices):
        NOT_CHECKED = "not_checked", _("not checked")
        LIVING = "living", pgettext_lazy("link", "works")
        DEAD = "dead", pgettext_lazy("link", "dead")

    address = models.CharField(_("leads to"), max_length=500, unique=True)
    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.NOT_CHECKED, db_index=True
    )
    status = models.PositiveSmallIntegerField(pgettext_lazy("of a server", "answer"), default=0)
    misses = models.PositiveSmallIntegerField(_("failed in a row"), default=0)
    seen_at = models.DateTimeField(_("last seen in a text at"))
    checked_at = models.DateTimeField(_("last checked at"), null=True, blank=True)

    objects = OutsideLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to another site")
        verbose_name_plural = _("links to other sites")
        indexes = [models.Index(fields=["checked_at", "id"], name="outside_link_due")]

    def __str__(self) -> str:
        return self.address
