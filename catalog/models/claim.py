"""Words that may not, or had better not, stand in what the shop says of goods."""

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product


class Claim(models.Model):
    """One risky word. `block` keeps a product from being listed, `warn` only tells."""

    class Kind(models.TextChoices):
        STATUTORY = "statutory", _("named by the law")
        SUPERLATIVE = "superlative", _("superlative")
        FIRST = "first", _("first or only")
        GRADE = "grade", _("grade")
        ABSOLUTE = "absolute", _("absolute promise")
        AUTHORITY = "authority", _("authority of the state")
        MEDICAL = "medical", _("medical effect")
        PRICE = "price", _("price or urgency")

    class Severity(models.TextChoices):
        BLOCK = "block", _("blocks listing")
        WARN = "warn", _("warning only")

    word = models.CharField(_("word"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    severity = models.CharField(_("effect"), max_length=8, choices=Severity, default=Severity.BLOCK)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("risky word")
        verbose_name_plural = _("risky words")

    def __str__(self) -> str:
        return self.word


# Where each kind is forbidden, as operators look it up.
LAWS: dict[str, Promise] = {
    Claim.Kind.STATUTORY: _("Advertising Law, article 9 (3)"),
    Claim.Kind.SUPERLATIVE: _("Advertising Law, article 9 (3)"),
    Claim.Kind.FIRST: _("Advertising Law, article 9 (3)"),
    Claim.Kind.GRADE: _("Advertising Law, article 9 (3)"),
    Claim.Kind.ABSOLUTE: _("Advertising Law, article 28"),
    Claim.Kind.AUTHORITY: _("Advertising Law, article 9 (2)"),
    Claim.Kind.MEDICAL: _("Advertising Law, article 17"),
    Claim.Kind.PRICE: _("Rules on price marking and against price fraud, article 19"),
}


class ClaimException(models.Model):
    """A phrase that is harmless although a risky word stands in it, such as 最后一步."""

    phrase = models.CharField(_("phrase"), max_length=40, unique=True)
    note = models.CharField(_("why it is harmless"), max_length=120, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("harmless phrase")
        verbose_name_plural = _("harmless phrases")

    def __str__(self) -> str:
        return self.phrase


class ClaimWaiver(models.Model):
    """Somebody answers for one risky word on one product, such as a proven, dated sales rank."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="claim_waivers")
    word = models.CharField(_("word"), max_length=40)
    reason = models.CharField(_("reason"), max_length=300)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    waived_at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("answered-for word")
        verbose_name_plural = _("answered-for words")
        constraints = [
            models.UniqueConstraint(fields=["product", "word"], name="claim_waived_once")
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.word}"
