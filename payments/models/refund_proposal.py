"""Money that somebody wants to give back; large amounts wait for a second person."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.models.plan import PaymentPlan
from payments.models.refund import Refund
from shop.common.money import MoneyField


class RefundProposal(models.Model):
    """waiting → approved / declined; small amounts are approved with their proposal."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for a second person")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")

    plan = models.ForeignKey(
        PaymentPlan,
        on_delete=models.PROTECT,
        related_name="proposals",
        verbose_name=_("payment plan"),
    )
    amount = MoneyField(_("amount"))
    cause_key = models.CharField(_("cause"), max_length=60)
    note = models.CharField(_("reason"), max_length=200, blank=True)
    needs_second = models.BooleanField(_("needs a second person"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    refund = models.OneToOneField(
        Refund,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposal",
        verbose_name=_("refund"),
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    proposed_at = models.DateTimeField(_("proposed at"), default=timezone.now)
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
        verbose_name = _("proposed refund")
        verbose_name_plural = _("proposed refunds")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="proposal_positive"),
            models.UniqueConstraint(fields=["plan", "cause_key"], name="proposal_once_per_cause"),
            models.CheckConstraint(
                condition=Q(needs_second=False)
                | ~Q(state="approved")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="proposal_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.reference} ¥{self.amount}"
