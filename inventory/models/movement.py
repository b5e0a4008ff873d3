"""The stock ledger: `on_hand` of a level is the sum of its movements."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.models.stock_level import StockLevel
from inventory.models.warehouse import Bin


class StockMovement(models.Model):
    """One change of what lies on the shelf. Never edited, never deleted: a trigger sees to it.

    `before` is the `after` of the level's previous movement, and the level's `on_hand` is the last
    `after`; triggers refuse to commit what breaks this chain (migration 0003).
    """

    class Kind(models.TextChoices):
        INITIAL = "initial", _("initial stock")
        RECEIPT = "receipt", _("goods received")
        DISPATCH = "dispatch", _("sent to a customer")
        RETURN = "return", _("returned by a customer")
        TRANSFER_OUT = "transfer_out", _("transfer out")
        TRANSFER_IN = "transfer_in", _("transfer in")
        COUNT = "count", _("count difference")
        SCRAP = "scrap", _("scrapped")
        CORRECTION = "correction", _("correction")

    INWARD = (Kind.INITIAL, Kind.RECEIPT, Kind.RETURN, Kind.TRANSFER_IN)
    OUTWARD = (Kind.DISPATCH, Kind.TRANSFER_OUT, Kind.SCRAP)

    level = models.ForeignKey(
        StockLevel,
        on_delete=models.PROTECT,
        related_name="movements",
        db_index=False,
        verbose_name=_("stock level"),
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    quantity = models.IntegerField(_("change"))
    before = models.IntegerField(_("before"))
    after = models.IntegerField(_("after"))
    cause = models.CharField(_("cause"), max_length=200, blank=True)
    reference = models.CharField(_("reference"), max_length=40, blank=True)
    batch = models.CharField(_("batch"), max_length=40, blank=True)
    bin = models.ForeignKey(
        Bin,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("bin"),
    )
    actor_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("person"),
    )
    actor_process = models.CharField(max_length=60, blank=True, verbose_name=_("process"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock movements")
        constraints = [
            models.CheckConstraint(
                condition=Q(after=F("before") + F("quantity")), name="movement_adds_up"
            ),
            models.CheckConstraint(condition=~Q(quantity=0), name="movement_moves"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["initial", "receipt", "return", "transfer_in"], quantity__gt=0
                )
                | Q(kind__in=["dispatch", "transfer_out", "scrap"], quantity__lt=0)
                | Q(kind__in=["count", "correction"]),
                name="movement_direction_fits_kind",
            ),
            models.UniqueConstraint(
                fields=["level"], condition=Q(kind="initial"), name="movement_one_initial"
            ),
        ]
        indexes = [
            models.Index(fields=["level", "-at", "-id"], name="movement_level"),
            models.Index(fields=["level", "-id"], name="movement_latest"),
            models.Index(fields=["reference"], name="movement_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity:+d}"
