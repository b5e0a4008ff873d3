"""Freight templates: what delivery of goods costs, by region and basis."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from shop.common.money import MoneyField


class FreightTemplate(models.Model):
    class Basis(models.TextChoices):
        PIECE = "piece", _("pieces")
        WEIGHT = "weight", _("weight (kg)")
        VOLUME = "volume", _("volume (m³)")
        GREATER = "greater", _("greater of weight and volumetric weight (kg)")

    name = models.CharField(_("name"), max_length=40, unique=True)
    basis = models.CharField(_("basis"), max_length=8, choices=Basis, default=Basis.PIECE)
    volumetric_divisor = models.PositiveIntegerField(
        _("volumetric divisor (cm³ per kg)"), default=6000
    )
    is_default = models.BooleanField(_("for goods without a template"), default=False)

    class Meta:
        verbose_name = _("freight template")
        verbose_name_plural = _("freight templates")
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="template_one_default"
            ),
            models.CheckConstraint(
                condition=Q(volumetric_divisor__gt=0), name="template_divisor_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FreightZone(models.Model):
    """The price of one template for some regions; without regions, the rest of the country.

    Quantities are in the template's unit: pieces, kg or m³, with three places.
    """

    class FreeWhen(models.TextChoices):
        NEVER = "never", _("never")
        AMOUNT = "amount", _("amount reached")
        PIECES = "pieces", _("pieces reached")
        EITHER = "either", _("amount or pieces reached")
        BOTH = "both", _("amount and pieces reached")

    template = models.ForeignKey(FreightTemplate, on_delete=models.CASCADE, related_name="zones")
    name = models.CharField(_("name"), max_length=40)
    is_served = models.BooleanField(_("served"), default=True)
    first_quantity = models.DecimalField(_("first unit"), max_digits=9, decimal_places=3, default=1)
    first_fee = MoneyField(_("first fee"), default=0)
    next_quantity = models.DecimalField(_("next unit"), max_digits=9, decimal_places=3, default=1)
    next_fee = MoneyField(_("next fee"), default=0)
    remote_surcharge = MoneyField(_("remote surcharge"), default=0)
    free_when = models.CharField(
        _("free when"), max_length=8, choices=FreeWhen, default=FreeWhen.NEVER
    )
    free_amount = MoneyField(_("free from amount"), null=True, blank=True)
    free_pieces = models.PositiveIntegerField(_("free from pieces"), null=True, blank=True)
    free_covers_surcharge = models.BooleanField(_("free includes the surcharge"), default=False)

    class Meta:
        verbose_name = _("freight zone")
        verbose_name_plural = _("freight zones")
        constraints = [
            models.CheckConstraint(
                condition=Q(first_quantity__gt=0) & Q(next_quantity__gt=0),
                name="zone_units_positive",
            ),
            models.CheckConstraint(
                condition=Q(first_fee__gte=0) & Q(next_fee__gte=0) & Q(remote_surcharge__gte=0),
                name="zone_fees_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(free_when__in=["never", "pieces"])
                | Q(free_amount__isnull=False, free_amount__gt=0),
                name="zone_free_amount_said",
                violation_error_message=_("Say from which amount delivery is free."),
            ),
            models.CheckConstraint(
                condition=Q(free_when__in=["never", "amount"])
                | Q(free_pieces__isnull=False, free_pieces__gt=0),
                name="zone_free_pieces_said",
                violation_error_message=_("Say from how many pieces delivery is free."),
            ),
            models.UniqueConstraint(fields=["id", "template"], name="zone_of_template"),
        ]

    def __str__(self) -> str:
        return self.name


class FreightZoneRegion(models.Model):
    """A province, city or district of a zone. The most specific match wins.

    `template` is the zone's own: a foreign key over both columns sees to it (migration 0003).
    """

    template = models.ForeignKey(FreightTemplate, on_delete=models.CASCADE, related_name="+")
    zone = models.ForeignKey(FreightZone, on_delete=models.CASCADE, related_name="regions")
    region = models.ForeignKey("common.Region", on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("region of a zone")
        verbose_name_plural = _("regions of a zone")
        constraints = [
            models.UniqueConstraint(fields=["template", "region"], name="zone_region_once")
        ]

    def __str__(self) -> str:
        return f"{self.zone_id}/{self.region_id}"


class ProductFreight(models.Model):
    """Which template a product ships by; without a row, the default template."""

    product = models.OneToOneField(
        Product, on_delete=models.CASCADE, primary_key=True, related_name="freight"
    )
    template = models.ForeignKey(
        FreightTemplate,
        on_delete=models.PROTECT,
        related_name="products",
        verbose_name=_("freight template"),
    )

    class Meta:
        verbose_name = _("freight of a product")
        verbose_name_plural = _("freight of products")

    def __str__(self) -> str:
        return f"{self.product_id}: {self.template_id}"
