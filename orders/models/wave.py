"""Pick waves: shipments of one warehouse picked on one walk."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.models import Warehouse
from logistics.models import Shipment
from shop.common.numbers import WAVE_NUMBER


class PickWave(models.Model):
    class State(models.TextChoices):
        OPEN = "open", _("being picked")
        DONE = "done", _("picked")
        CANCELLED = "cancelled", _("cancelled")

    number = models.CharField(_("wave number"), max_length=20, unique=True, db_default=WAVE_NUMBER)
    warehouse = models.ForeignKey(
        Warehouse, on_delete=models.PROTECT, related_name="+", verbose_name=_("warehouse")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("made by"),
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    printed_at = models.DateTimeField(_("printed at"), null=True, blank=True)
    done_at = models.DateTimeField(_("picked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("pick wave")
        verbose_name_plural = _("pick waves")

    def __str__(self) -> str:
        return self.number


class PickWaveShipment(models.Model):
    """A shipment is in at most one open wave; `basket` is its place on the trolley."""

    wave = models.ForeignKey(PickWave, on_delete=models.CASCADE, related_name="entries")
    shipment = models.OneToOneField(Shipment, on_delete=models.CASCADE, related_name="wave_entry")
    basket = models.PositiveSmallIntegerField(_("basket"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wave", "basket"], name="basket_once")]

    def __str__(self) -> str:
        return f"{self.wave_id}/{self.basket}"
