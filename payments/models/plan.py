"""What is to be paid for one reference, in one or more instalments."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shop.common.money import MoneyField
from shop.common.transitions import HistoryEntry


class PaymentPlanQuerySet(models.QuerySet["PaymentPlan"]):
    def owned_by(self, customer_id: int) -> Self:
        return self.filter(customer_id=customer_id)

    def lock(self, reference: str) -> "PaymentPlan":
        return self.select_for_update(of=("self",)).get(reference=reference)


class PaymentPlan(models.Model):
    """The claim against a customer. `reference` is the order's number: payments know no goods.

    `captured` and `refunded` are sums over attempts and refund parts, kept under the plan's lock.
    The plan is paid when `captured` reaches `total`; more is excess, which is refunded by itself.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed: no more money is expected")

    reference = models.CharField(_("reference"), max_length=40, unique=True)
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("customer"),
    )
    subject = models.CharField(_("subject"), max_length=120)
    total = MoneyField(_("total"))
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    captured = MoneyField(_("captured"), default=0)
    refunded = MoneyField(_("refunded"), default=0)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    # Risk asked for a code (payments.risk.services.codes): nothing is paid before it came.
    awaits_code = models.BooleanField(_("waits for a code"), default=False, db_default=False)
    deadline = models.DateTimeField(_("payable until"), null=True, blank=True)
    # Set when a bank transfer is chosen for the first time (payments.services.deadlines).
    usual_deadline = models.DateTimeField(
        _("payable until, without a transfer"), null=True, blank=True
    )
    transfer_until = models.DateTimeField(_("payable by transfer until"), null=True, blank=True)
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, verbose_name=_("created at"))

    objects = PaymentPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment plan")
        verbose_name_plural = _("payment plans")
        constraints = [
            models.CheckConstraint(condition=Q(total__gte=0), name="plan_total_not_negative"),
            models.CheckConstraint(
                condition=Q(refunded__gte=0) & Q(refunded__lte=F("captured")),
                name="plan_refunds_within_captures",
            ),
            models.CheckConstraint(
                condition=Q(transfer_until=None) | Q(deadline__lte=F("transfer_until")),
                name="plan_transfer_days_once",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_paid(self) -> bool:
        return self.paid_at is not None

    def is_payable(self, at: datetime) -> bool:
        """Say whether the customer may still set out to pay."""
        is_open = self.state == self.State.OPEN and not self.is_paid
        return is_open and (self.deadline is None or at < self.deadline)

    def awaits(self, payment: "Payment") -> bool:
        """Say whether money for this payment of the plan is still wanted; else it goes back."""
        return self.state == self.State.OPEN and payment.state == Payment.State.DUE


class Payment(models.Model):
    """One instalment of a plan."""

    class State(models.TextChoices):
        DUE = "due", _("due")
        CAPTURED = "captured", _("captured")
        CANCELLED = "cancelled", _("cancelled")

    plan = models.ForeignKey(PaymentPlan, on_delete=models.CASCADE, related_name="payments")
    position = models.PositiveSmallIntegerField(default=1, verbose_name=_("position"))
    # The payment that was divided, if need be more than once: the parts of one stay together.
    part_of = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
    )
    amount = MoneyField(_("amount"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DUE)
    captured_at = models.DateTimeField(null=True, blank=True, verbose_name=_("paid at"))

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="payment_position_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}/{self.position}"


class PaymentHistory(HistoryEntry):
    """Steps of attempts and refunds under one plan; `axis` says which and of what number."""

    plan = models.ForeignKey(PaymentPlan, on_delete=models.CASCADE, related_name="history")
    subject = models.CharField(pgettext_lazy("reference", "number"), max_length=40, blank=True)

    class Meta(HistoryEntry.Meta):
        indexes = [models.Index(fields=["plan", "at", "id"], name="payment_history")]
