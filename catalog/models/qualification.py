"""Documents without which sensitive goods may not be sold."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models.category import Category
from catalog.models.product import Product


class QualificationKind(models.Model):
    """A kind of document, and the categories (with all below them) whose goods need one."""

    class Scope(models.TextChoices):
        SHOP = "shop", _("one for the whole shop")
        PRODUCT = "product", _("one for each product")

    name = models.CharField(_("name"), max_length=60, unique=True)
    scope = models.CharField(_("holds for"), max_length=8, choices=Scope, default=Scope.SHOP)
    categories = models.ManyToManyField(
        Category,
        verbose_name=_("required in the categories"),
        related_name="+",
        blank=True,
        help_text=_("With all categories below them."),
    )

    class Meta:
        verbose_name = _("kind of qualification")
        verbose_name_plural = _("kinds of qualifications")

    def __str__(self) -> str:
        return self.name


class QualificationQuerySet(models.QuerySet["Qualification"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(
            Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day, withdrawn_at=None
        )

    def running_out(self, by: date) -> Self:
        """Those that end by a day, or have ended, and that nobody has renewed or withdrawn."""
        same_product = Q(product=models.OuterRef("product")) | (
            Q(product=None) & Q(kind__scope=QualificationKind.Scope.SHOP)
        )
        longer = Qualification.objects.filter(
            same_product,
            Q(valid_until=None) | Q(valid_until__gt=by),
            kind=models.OuterRef("kind"),
            withdrawn_at=None,
        )
        return self.filter(~models.Exists(longer), valid_until__lte=by, withdrawn_at=None)


class Qualification(models.Model):
    """One document: number, scan, and the days on which it holds; `withdrawn_at` ends it at once.

    `scan` is the name of a private file, which only staff with the right may open.
    """

    kind = models.ForeignKey(
        QualificationKind,
        on_delete=models.PROTECT,
        related_name="qualifications",
        verbose_name=_("kind"),
    )
    product = models.ForeignKey(
        Product,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="qualifications",
        verbose_name=_("product"),
    )
    number = models.CharField(_("number of the document"), max_length=60)
    scan = models.CharField(_("scan"), max_length=200, blank=True, editable=False)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("Empty: without an end.")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    withdrawn_because = models.CharField(_("reason"), max_length=300, blank=True, editable=False)
    warned_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = QualificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("qualification")
        verbose_name_plural = _("qualifications")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="qualification_has_time",
            )
        ]
        indexes = [models.Index(fields=["kind", "valid_until"], name="qualification_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
