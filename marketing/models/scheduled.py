"""What shows from a moment to a moment."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Scheduled(models.Model):
    is_active = models.BooleanField(_("switched on"), default=True)
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        abstract = True

    def is_showing(self, at: datetime) -> bool:
        """Say whether it shows at a moment."""
        has_begun = self.starts_at is None or self.starts_at <= at
        return self.is_active and has_begun and (self.ends_at is None or self.ends_at > at)

    def moments(self) -> list[datetime]:
        """Return when it starts or ends to show."""
        return [at for at in (self.starts_at, self.ends_at) if at is not None]


def next_change(rows: Iterable[Scheduled], at: datetime) -> datetime | None:
    """Return when the next of the rows starts or ends to show after a moment."""
    return min((moment for row in rows for moment in row.moments() if moment > at), default=None)


def shows_at(at: datetime) -> Q:
    """Return the condition of rows that show at a moment, as `is_showing` says of one."""
    return (
        Q(is_active=True)
        & (Q(starts_at=None) | Q(starts_at__lte=at))
        & (Q(ends_at=None) | Q(ends_at__gt=at))
    )


def is_not_over(at: datetime) -> Q:
    """Return the condition of rows that show at a moment or later."""
    return Q(is_active=True) & (Q(ends_at=None) | Q(ends_at__gt=at))


def ends_after_start() -> Q:
    return Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at"))
