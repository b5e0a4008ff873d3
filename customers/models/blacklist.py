"""Whom the shop looks at twice: accounts, phones, addresses, devices, IP addresses."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.traits import Trait


class BlacklistQuerySet(models.QuerySet["BlacklistEntry"]):
    def in_force(self, at: datetime) -> Self:
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=at), lifted_at=None)

    def about(self, keys: Iterable[tuple[str, str]]) -> Self:
        """Narrow to entries about any of these traits with their keys."""
        wanted = Q(pk__in=[])
        for trait, key in keys:
            wanted |= Q(trait=trait, key=key)
        return self.filter(wanted)


class BlacklistEntry(models.Model):
    """One trait by which a person is known again, as a keyed hash; `shown` names it masked.

    Entries are lifted, not deleted: who was listed, why and by whom stays to be read.
    """

    trait = models.CharField(_("trait"), max_length=10, choices=Trait)
    key = models.CharField(max_length=32, editable=False)
    shown = models.CharField(_("who or what"), max_length=80)
    reason = models.CharField(_("reason"), max_length=300)
    created_at = models.DateTimeField(_("listed at"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name=_("listed by"),
    )  # fmt: skip
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name=_("lifted by"),
    )  # fmt: skip
    lift_reason = models.CharField(_("reason of lifting"), max_length=300, blank=True)

    objects = BlacklistQuerySet.as_manager()

    class Meta:
        verbose_name = _("blacklist entry")
        verbose_name_plural = _("blacklist")
        constraints = [
            models.UniqueConstraint(
                fields=["trait", "key"], condition=Q(lifted_at=None), name="blacklisted_once"
            ),
            models.CheckConstraint(condition=~Q(key=""), name="blacklist_key_told"),
        ]

    def __str__(self) -> str:
        return f"{self.get_trait_display()} {self.shown}"
