"""Prices as intervals in time: the present, the past and the planned in one table."""

from datetime import datetime
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _

from catalog.models.sku import Sku
from shop.common.money import MoneyField


class TsTzRange(Func):
    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class SkuPriceQuerySet(models.QuerySet["SkuPrice"]):
    def effective(self, at: datetime) -> Self:
        return self.filter(valid_from__lte=at).filter(Q(valid_to=None) | Q(valid_to__gt=at))


class SkuPrice(models.Model):
    """What a SKU costs under one kind of price from one moment to another. Ended, not edited."""

    class Kind(models.TextChoices):
        LIST = "list", _("list price")
        SALE = "sale", _("selling price")
        MEMBER = "member", _("member price")

    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="prices")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    amount = MoneyField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    valid_from = models.DateTimeField(_("from"))
    valid_to = models.DateTimeField(_("until"), null=True, blank=True)

    objects = SkuPriceQuerySet.as_manager()

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="price_positive"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=models.F("valid_from")),
                name="price_ends_after_start",
            ),
            ExclusionConstraint(
                name="price_no_overlap",
                expressions=[
                    ("sku", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("currency", RangeOperators.EQUAL),
                    (TsTzRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [
            models.Index(
                fields=["sku", "kind"],
                condition=Q(valid_to=None),
                include=["amount", "valid_from"],
                name="price_current",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sku_id} {self.kind} {self.amount}"
