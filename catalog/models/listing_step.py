"""The five steps by which a new product gets ready for the shelf."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product


class ListingStep(models.Model):
    """A step of listing that is done, by whom and when. Gone when something is missing again."""

    class Step(models.TextChoices):
        INFORMATION = "information", _("information")
        DETAIL = "detail", _("detail page")
        VISUALS = "visuals", _("pictures")
        STOCK = "stock", _("stock")
        ATTRIBUTES = "attributes", _("attributes")

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="listing_steps")
    step = models.CharField(_("step"), max_length=12, choices=Step)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    done_by_process = models.CharField(_("process"), max_length=60, blank=True)
    done_at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("step of listing")
        verbose_name_plural = _("steps of listing")
        constraints = [models.UniqueConstraint(fields=["product", "step"], name="step_done_once")]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.step}"
