"""Carriers, and the ways of delivery that a shopper can choose."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.common.money import MoneyField


class CarrierQuerySet(models.QuerySet["Carrier"]):
    def active(self) -> Self:
        return self.filter(is_active=True).order_by("position", "pk")


class Carrier(models.Model):
    code = models.CharField(_("code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=40)
    kuaidi100_code = models.CharField(_("Kuaidi100 code"), max_length=30)
    number_pattern = models.CharField(
        _("usual shape of a waybill number"), max_length=120, blank=True,
        help_text=_("A regular expression; another shape only warns."),
    )  # fmt: skip
    query_url = models.CharField(
        _("query page"), max_length=200, blank=True, help_text=_("{number} stands for the number.")
    )
    needs_phone = models.BooleanField(_("tracking asks for the phone"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = CarrierQuerySet.as_manager()

    class Meta:
        verbose_name = _("carrier")
        verbose_name_plural = _("carriers")
        constraints = [
            # "javascript:" would run in the shopper's browser.
            models.CheckConstraint(
                condition=models.Q(query_url="") | models.Q(query_url__regex=r"^https?://"),
                name="carrier_query_page_is_an_address",
                violation_error_message=_("Begin the query page with https:// or http://."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class DeliveryMethodQuerySet(models.QuerySet["DeliveryMethod"]):
    def active(self) -> Self:
        return self.filter(is_active=True).order_by("position", "pk")


class DeliveryMethod(models.Model):
    """A way of delivery at checkout; its surcharge is added to the freight of the goods."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=40)
    promise = models.CharField(_("promise"), max_length=80, blank=True)
    surcharge = MoneyField(_("surcharge"), default=0)
    carrier = models.ForeignKey(
        Carrier,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("carrier"),
    )
    is_active = models.BooleanField(_("active"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = DeliveryMethodQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery method")
        verbose_name_plural = _("delivery methods")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(surcharge__gte=0), name="method_surcharge_not_negative"
            )
        ]

    def __str__(self) -> str:
        return self.name
