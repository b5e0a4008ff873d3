"""Complaints about the quality of a product."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product


class QualityComplaintQuerySet(models.QuerySet["QualityComplaint"]):
    def open(self) -> Self:
        """Those that nobody has approved the product after."""
        return self.filter(settled_at=None)


class QualityComplaint(models.Model):
    """Why a product was taken down for its quality; `reference` is what brought it, once.

    Settled by the next approval. Who complained stands in the product's history.
    """

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="complaints", verbose_name=_("product")
    )
    reference = models.CharField(_("brought by"), max_length=80)
    reason = models.CharField(_("reason"), max_length=300)
    raised_at = models.DateTimeField(_("since"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    objects = QualityComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("quality complaint")
        verbose_name_plural = _("quality complaints")
        constraints = [
            models.UniqueConstraint(fields=["product", "reference"], name="quality_complaint_once")
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.reference}"
