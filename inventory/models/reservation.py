"""Stock promised to an order line in one warehouse."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.models.stock_level import StockLevel


class ReservationQuerySet(models.QuerySet["Reservation"]):
    def open(self) -> Self:
        return self.filter(state__in=Reservation.OPEN)

    def expired(self, at: datetime) -> Self:
        return self.filter(state=Reservation.State.HELD, expires_at__lte=at)

    def lock(self, reference: str) -> list["Reservation"]:
        """Lock the open rows of an order by primary key, before any level is locked."""
        rows = self.open().filter(reference=reference).order_by("pk")
        return list(rows.select_for_update(of=("self",), no_key=True))


class Reservation(models.Model):
    """A promise of pieces. `reference` is the order's number: inventory knows no orders.

    held (until `expires_at`) → confirmed (paid) → consumed (dispatched); or released.
    Open means held or confirmed; what still counts in `StockLevel.reserved` is quantity − consumed.
    """

    class State(models.TextChoices):
        HELD = "held", _("held")
        CONFIRMED = "confirmed", _("confirmed")
        CONSUMED = "consumed", _("consumed")
        RELEASED = "released", _("released")

    OPEN = (State.HELD, State.CONFIRMED)

    reference = models.CharField(_("reference"), max_length=40)
    line_id = models.BigIntegerField(_("order line"))
    level = models.ForeignKey(
        StockLevel,
        on_delete=models.PROTECT,
        related_name="reservations",
        verbose_name=_("stock level"),
    )
    quantity = models.PositiveIntegerField(_("quantity"))
    consumed = models.PositiveIntegerField(_("consumed"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.HELD)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, verbose_name=_("created at"))
    closed_at = models.DateTimeField(null=True, blank=True, verbose_name=_("closed at"))

    objects = ReservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "line_id", "level"],
                condition=Q(state__in=["held", "confirmed"]),
                name="reservation_once",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0) & Q(consumed__lte=F("quantity")),
                name="reservation_consumed_in_bounds",
            ),
            models.CheckConstraint(
                condition=Q(state="held", consumed=0, expires_at__isnull=False, closed_at=None)
                | Q(state="confirmed", consumed__lt=F("quantity"), closed_at=None)
                | Q(state="consumed", consumed=F("quantity"), closed_at__isnull=False)
                | Q(state="released", consumed__lt=F("quantity"), closed_at__isnull=False),
                name="reservation_state_fits",
            ),
        ]
        indexes = [
            models.Index(fields=["reference"], name="reservation_reference"),
            models.Index(
                fields=["level"],
                condition=Q(state__in=["held", "confirmed"]),
                name="reservation_open",
            ),
            models.Index(
                fields=["expires_at"], condition=Q(state="held"), name="reservation_expiry"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.quantity}"

    @property
    def remaining(self) -> int:
        return self.quantity - self.consumed

    def give_up(self, pieces: int, *, at: datetime) -> None:
        """Promise so many pieces less; its level is told by the caller."""
        if pieces < self.remaining:
            self.quantity -= pieces
        elif self.consumed:
            self.quantity, self.state, self.closed_at = self.consumed, self.State.CONSUMED, at
        else:
            self.state, self.closed_at = self.State.RELEASED, at
        self.save(update_fields=["quantity", "state", "closed_at"])
