"""What our bank received from a gateway."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.models.worded import ToldByService
from shop.common.money import MoneyField


class BankReceipt(ToldByService):
    """An amount on our bank account, for one day of a gateway; the ledger has its movement.

    Never edited: what was entered wrongly is answered by a receipt with the opposite sign.
    """

    gateway = models.CharField(_("gateway"), max_length=20)
    day = models.DateField(_("day of the payments"))
    amount = MoneyField(_("received amount"), max_digits=14)
    bank_reference = models.CharField(_("serial number of the bank"), max_length=64)
    received_on = models.DateField(_("received on"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    created_at = models.DateTimeField(_("entered at"), default=timezone.now)

    class Meta:
        verbose_name = _("bank receipt")
        verbose_name_plural = _("bank receipts")
        constraints = [
            models.UniqueConstraint(fields=["gateway", "bank_reference"], name="bank_receipt_once"),
            models.CheckConstraint(condition=~Q(amount=0), name="bank_receipt_moves_something"),
        ]
        indexes = [models.Index(fields=["day", "gateway"], name="bank_receipt_day")]

    def __str__(self) -> str:
        return self.bank_reference
