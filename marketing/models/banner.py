"""Banners with a place and a time."""

from datetime import datetime
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketing.models.owned import Owned
from marketing.models.scheduled import Scheduled, ends_after_start, is_not_over


class BannerQuerySet(models.QuerySet["Banner"]):
    def planned(self, *, at: datetime) -> Self:
        """Those that are switched on and whose time is not over, in their order."""
        return self.filter(is_not_over(at)).order_by("placement", "position", "pk")


class Banner(Owned, Scheduled):
    """A picture that leads somewhere; `placement` is written by selectors.banners."""

    placement = models.CharField(pgettext_lazy("banner", "place"), max_length=80, default="home")
    title = models.CharField(_("title"), max_length=60)
    subtitle = models.CharField(_("subtitle"), max_length=80, blank=True)
    picture = models.ImageField(_("picture"), upload_to="banners/")
    phone_picture = models.ImageField(_("picture for phones"), upload_to="banners/", blank=True)
    link = models.CharField(
        _("leads to"),
        max_length=200,
        validators=[RegexValidator(r"^(/[^/]|/$|https?://)")],
        help_text=_(
            "An address of this shop such as /c/dresses/, or one that begins with https://"
        ),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = BannerQuerySet.as_manager()

    class Meta:
        verbose_name = _("banner")
        verbose_name_plural = _("banners")
        constraints = [
            models.CheckConstraint(condition=ends_after_start(), name="banner_ends_after_start"),
            # "javascript:" would run in the shopper's browser.
            models.CheckConstraint(
                condition=Q(link__regex=r"^(/[^/]|/$|https?://)"), name="banner_link_is_an_address"
            ),
        ]
        indexes = [models.Index(fields=["placement", "position", "id"], name="banner_placement")]

    def __str__(self) -> str:
        return self.title
