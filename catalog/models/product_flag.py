"""What the figures say of a product that somebody should look at."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product


class ProductFlagQuerySet(models.QuerySet["ProductFlag"]):
    def open(self) -> Self:
        return self.filter(cleared_at=None)

    def undecided(self) -> Self:
        return self.open().filter(decision="")

    def kept(self, at: datetime) -> Self:
        """Those of goods that somebody decided to keep as they are, beyond a moment."""
        return self.filter(kept_until__gt=at)


class ProductFlag(models.Model):
    """A mark that figures or texts set and clear; for a slow seller somebody decides."""

    class Kind(models.TextChoices):
        NO_SALE = "no_sale", _("slow-moving")
        NO_VIEW = "no_view", _("not looked at since listing")
        CLAIMS = "claims", _("words that may not be used")

    class Decision(models.TextChoices):
        CLEARANCE = "clearance", _("clearance sale")
        KEEP = "keep", _("keep as it is")

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="flags")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    raised_at = models.DateTimeField(_("since"))
    cleared_at = models.DateTimeField(_("cleared at"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    kept_until = models.DateTimeField(
        _("kept until"), null=True, blank=True,
        help_text=_("Until then the product is not flagged again."),
    )  # fmt: skip

    objects = ProductFlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("flag of a product")
        verbose_name_plural = _("flags of products")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "kind"], condition=Q(cleared_at=None), name="flag_open_once"
            ),
            models.CheckConstraint(
                condition=Q(kept_until=None) | Q(decision="keep"), name="flag_kept_by_decision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.kind}"
