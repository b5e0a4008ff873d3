"""What a shopper agrees to who buys before the goods are there."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product
from shop.common.money import MoneyField


class PreSaleTerms(models.Model):
    """Deposit, time to pay the balance, and when the goods ship: by a day, or days after it."""

    product = models.OneToOneField(
        Product, on_delete=models.CASCADE, primary_key=True, related_name="pre_sale_terms"
    )
    deposit = MoneyField(_("deposit"))
    balance_from = models.DateTimeField(_("balance to be paid from"))
    balance_until = models.DateTimeField(_("balance to be paid until"))
    ships_by = models.DateField(_("ships by"), null=True, blank=True)
    ships_within_days = models.PositiveSmallIntegerField(
        _("ships within days after the balance is paid"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("terms of a pre-sale")
        verbose_name_plural = _("terms of pre-sales")
        constraints = [
            models.CheckConstraint(condition=Q(deposit__gt=0), name="presale_deposit_positive"),
            models.CheckConstraint(
                condition=Q(balance_until__gt=F("balance_from")), name="presale_balance_has_time"
            ),
            models.CheckConstraint(
                condition=Q(ships_by__isnull=True) ^ Q(ships_within_days__isnull=True),
                name="presale_one_shipping_rule",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.deposit}"

    @property
    def ships_at_latest(self) -> date:
        """The day that is promised to shoppers, however the rule is written."""
        if self.ships_by is not None:
            return self.ships_by
        return timezone.localdate(self.balance_until) + timedelta(days=self.ships_within_days or 0)
