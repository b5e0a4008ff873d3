"""Money that goes back, newest payment first, each part under one number for ever."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from payments.failures import STUCK_AT
from payments.models.attempt import PaymentAttempt
from payments.models.plan import PaymentPlan
from payments.models.worded import ToldByService
from shop.common.money import MoneyField
from shop.common.numbers import REFUND_NUMBER, out_refund_number
from shop.common.transitions import transitions


class RefundQuerySet(models.QuerySet["Refund"]):
    def owed(self) -> Self:
        """Those that take from what an order brought; money that nobody owed was never a sale."""
        return self.exclude(cause_key__startswith=Refund.EXCESS)


class Refund(models.Model):
    """A decision to give money back; its parts are taken from captured attempts.

    `cause_key` is unique per plan: the same cause (order cancelled, case 17, excess of attempt 5)
    never refunds twice.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("on its way")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    class Reason(models.TextChoices):
        """Kept as a code: each reader reads it in a language of their own."""

        ORDER_CANCELLED = "order_cancelled", _("order cancelled")
        LATE = "late", _("paid after the order was closed")
        PAID_TWICE = "paid_twice", _("paid twice")
        OTHER_AMOUNT = "other_amount", _("another amount than asked for")
        NOT_NEEDED = "not_needed", _("not needed for the order")
        AGREED = "agreed", _("agreed with the customer")
        AT_GATEWAY = "at_gateway", _("given back in the gateway's own pages")

    NOT_OWED = (Reason.LATE, Reason.PAID_TWICE)
    # How the causes of money begin that goes back by itself, because nobody owed it.
    EXCESS = "excess:"

    class Case(models.TextChoices):
        """Money that nobody owed goes back by itself; a person looks why it came at all."""

        NONE = "none", pgettext_lazy("case", "none")
        OPEN = "open", pgettext_lazy("case", "open")
        CLOSED = "closed", pgettext_lazy("case", "closed")

    plan = models.ForeignKey(
        PaymentPlan,
        on_delete=models.PROTECT,
        related_name="refunds",
        verbose_name=_("payment plan"),
    )
    number = models.CharField(
        _("refund number"), max_length=32, unique=True, db_default=REFUND_NUMBER
    )
    amount = MoneyField(_("amount"))
    cause_key = models.CharField(_("cause"), max_length=60)
    reason = models.CharField(_("reason"), max_length=120, choices=Reason, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PENDING)
    case = models.CharField(
        pgettext_lazy("of money not owed", "case"),
        max_length=6,
        choices=Case,
        default=Case.NONE,
        db_default=Case.NONE,
    )
    created_at = models.DateTimeField(default=timezone.now, verbose_name=_("created at"))
    done_at = models.DateTimeField(null=True, blank=True, verbose_name=_("refunded at"))

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [
            models.UniqueConstraint(fields=["plan", "cause_key"], name="refund_once_per_cause"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_positive"),
        ]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(case="open"), name="refund_open_case"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_excess(self) -> bool:
        """Say whether it gives back what nobody owed, so that nothing is missing."""
        return self.cause_key.startswith(self.EXCESS)


class RefundPartQuerySet(models.QuerySet["RefundPart"]):
    def due(self, at: datetime) -> Self:
        return self.filter(state__in=RefundPart.UNSETTLED, next_try_at__lte=at)

    def late(self, at: datetime, *, days: int) -> Self:
        """Those that a gateway has had for so many days: it is time that a person asks."""
        since = at - timedelta(days=days)
        late = self.filter(state__in=RefundPart.UNSETTLED, refund__created_at__lt=since)
        return late.exclude(attempt__gateway="transfer")

    def by_hand(self) -> Self:
        """Those that no gateway sends: finance pays them out."""
        return self.filter(attempt__gateway="transfer")

    def stuck(self) -> Self:
        """Those that lie at a gateway which can send them another way."""
        at_a_gateway = Q(pk__in=[])
        for code, said in STUCK_AT.items():
            at_a_gateway |= Q(attempt__gateway=code, last_error=said)
        return self.filter(at_a_gateway, state=RefundPart.State.FAILED, returned_at__isnull=True)

    def to_pay_out(self) -> Self:
        """Those that finance may pay out by bank: what no gateway sends, or one refused to."""
        unsent = Q(attempt__gateway="transfer") & ~Q(state=RefundPart.State.DONE)
        return self.filter(unsent | Q(state=RefundPart.State.FAILED))


class RefundPart(ToldByService):
    """The part of a refund that one attempt gives back, reserved on the attempt at birth.

    An unknown outcome stays `pending` and is queried; it is repeated only under the same number.
    """

    class State(models.TextChoices):
        RESERVED = "reserved", _("to be sent")
        PENDING = "pending", _("sent, not yet confirmed")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    UNSETTLED = (State.RESERVED, State.PENDING)
    TRANSITIONS = transitions(
        {
            State.RESERVED: {State.PENDING, State.DONE, State.FAILED},
            State.PENDING: {State.DONE, State.FAILED},
            State.FAILED: {State.RESERVED, State.DONE},
        }
    )

    refund = models.ForeignKey(
        Refund, on_delete=models.CASCADE, related_name="parts", verbose_name=_("refund")
    )
    attempt = models.ForeignKey(
        PaymentAttempt,
        on_delete=models.PROTECT,
        related_name="refund_parts",
        verbose_name=_("payment attempt"),
    )
    out_request_no = models.CharField(
        max_length=32,
        unique=True,
        default=out_refund_number,
        verbose_name=_("number at the gateway"),
    )
    amount = MoneyField(_("amount"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RESERVED)
    tries = models.PositiveSmallIntegerField(default=0, verbose_name=_("tries"))
    next_try_at = models.DateTimeField(
        _("to be tried at"), null=True, blank=True, default=timezone.now
    )
    last_error = models.CharField(max_length=120, blank=True, verbose_name=_("last error"))
    number_is_spent = models.BooleanField(_("number is spent"), default=False)
    serial = models.CharField(_("serial number of the bank"), max_length=60, blank=True)
    done_at = models.DateTimeField(null=True, blank=True, verbose_name=_("refunded at"))
    # The gateway brought it to our own bank account: finance pays the customer from there.
    returned_at = models.DateTimeField(_("back in our bank at"), null=True, blank=True)

    objects = RefundPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("part of a refund")
        verbose_name_plural = _("parts of refunds")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_part_positive"),
            models.UniqueConstraint(fields=["refund", "attempt"], name="refund_part_once"),
            models.UniqueConstraint(
                fields=["serial"], condition=~Q(serial=""), name="refund_part_serial_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=["reserved", "pending"]),
                name="refund_part_due",
            ),
            models.Index(fields=["done_at"], condition=Q(state="done"), name="refund_part_done"),
            models.Index(
                fields=["returned_at"],
                condition=Q(returned_at__isnull=False),
                name="refund_part_returned",
            ),
        ]

    def __str__(self) -> str:
        return self.out_request_no

    def ask_soon(self) -> None:
        """Let the next sweep ask the gateway."""
        self.next_try_at = timezone.now()
        self.save(update_fields=["next_try_at"])

    def begin_try(self, *, next_try_at: datetime) -> None:
        """Count one more try; unless it brings news, the next comes at `next_try_at`."""
        self.tries, self.next_try_at = self.tries + 1, next_try_at
        self.save(update_fields=["tries", "next_try_at"])
