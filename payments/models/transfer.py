"""Money that finance found on the bank's statement, entered by hand."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.models.attempt import PaymentAttempt
from payments.models.worded import ToldByService
from shop.common.money import MoneyField


class TransferReceipt(ToldByService):
    """waiting (for a second person) → booked / declined; small amounts are booked at once."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for a second person")
        BOOKED = "booked", _("booked")
        DECLINED = "declined", _("declined")

    attempt = models.ForeignKey(
        PaymentAttempt,
        on_delete=models.PROTECT,
        related_name="receipts",
        verbose_name=_("payment attempt"),
    )
    amount = MoneyField(_("amount received"))
    # What was due when it was entered: once it is booked, what came is divided among what was due.
    expected = MoneyField(_("amount expected"), null=True, blank=True)
    serial = models.CharField(_("serial number of the bank"), max_length=60)
    received_on = models.DateField(_("received on"))
    needs_second = models.BooleanField(_("needs a second person"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("entered by"),
    )
    entered_at = models.DateTimeField(_("entered at"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("received transfer")
        verbose_name_plural = _("received transfers")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="transfer_positive"),
            models.UniqueConstraint(
                fields=["serial"], condition=~Q(state="declined"), name="transfer_serial_once"
            ),
            models.CheckConstraint(
                condition=Q(needs_second=False)
                | ~Q(state="booked")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("entered_by"))),
                name="transfer_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return self.serial
