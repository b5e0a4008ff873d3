"""One try to collect a payment through one gateway, under a number of its own."""

from datetime import datetime, timedelta
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.models.plan import Payment
from payments.types import TradeRef
from shop.common.money import MoneyField
from shop.common.numbers import out_trade_number
from shop.common.transitions import transitions

LAST_LOOK = timedelta(minutes=1)


class PaymentAttemptQuerySet(models.QuerySet["PaymentAttempt"]):
    def unsettled(self) -> Self:
        """Those of which the gateway may know more than we do."""
        return self.filter(state__in=PaymentAttempt.UNSETTLED)

    def due_for_query(self, at: datetime) -> Self:
        """Those to ask about: unsettled ones, and ones we gave up that could still be paid."""
        return self.filter(next_query_at__lte=at)

    def disputed(self) -> Self:
        """Those whose gateway took another amount: a person says what to book."""
        watched = self.filter(disputed_at__isnull=False, next_query_at__isnull=False)
        return watched.exclude(state=PaymentAttempt.State.CAPTURED)

    def lock(self, attempt_id: int) -> "PaymentAttempt":
        return self.select_for_update(of=("self",)).get(pk=attempt_id)


class PaymentAttempt(models.Model):
    """created → pending → captured / failed / closed. Captured is final, whatever arrives later.

    `out_trade_no` is our number at the gateway (8–32 of [0-9A-Za-z], fits all three gateways);
    `captured_amount − refunded_amount` can still be refunded: the CHECK holds it.
    """

    class State(models.TextChoices):
        CREATED = "created", _("created")
        PENDING = "pending", _("waiting for the payer")
        CAPTURED = "captured", _("captured")
        FAILED = "failed", _("failed")
        CLOSED = "closed", _("closed")

    UNSETTLED = (State.CREATED, State.PENDING)
    # Money may still arrive for an attempt that we gave up: closed and failed can become captured.
    TRANSITIONS = transitions(
        {
            State.CREATED: {State.PENDING, State.CAPTURED, State.FAILED, State.CLOSED},
            State.PENDING: {State.CAPTURED, State.FAILED, State.CLOSED},
            State.FAILED: {State.CAPTURED, State.CLOSED},
            State.CLOSED: {State.CAPTURED},
        }
    )

    payment = models.ForeignKey(
        Payment, on_delete=models.CASCADE, related_name="attempts", verbose_name=_("payment")
    )
    gateway = models.CharField(_("gateway"), max_length=20)
    product = models.CharField(_("way of paying"), max_length=20, blank=True)
    # A mark of the shop's account, and of the payer where the gateway is told who pays.
    made_under = models.CharField(
        _("made under the account"), max_length=32, blank=True, default="", db_default=""
    )
    out_trade_no = models.CharField(
        _("our number"), max_length=32, unique=True, default=out_trade_number
    )
    amount = MoneyField(_("amount"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CREATED)
    gateway_trade_no = models.CharField(_("payment serial number"), max_length=64, blank=True)
    payer = models.CharField(_("payer, as the gateway shows it"), max_length=80, blank=True)
    captured_amount = MoneyField(default=0, verbose_name=_("paid amount"))
    refunded_amount = MoneyField(default=0, verbose_name=_("refunded amount"))
    failure_group = models.CharField(_("failure group"), max_length=12, blank=True)
    failure_code = models.CharField(_("failure code"), max_length=64, blank=True)
    failed_at = models.DateTimeField(_("failed at"), null=True, blank=True)
    awaited_since = models.DateTimeField(_("news awaited since"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked by the payer at"), null=True, blank=True)
    # When the gateway was last asked that then had no money.
    unpaid_at = models.DateTimeField(_("not paid when asked at"), null=True, blank=True)
    refusal_count = models.PositiveSmallIntegerField(
        _("times refused by the bank"), default=0, db_default=0
    )
    refused_tries = ArrayField(
        models.CharField(max_length=100), default=list, db_default=[], blank=True, editable=False
    )
    # What the payer is shown (a code to scan, an account): a reload makes no second call.
    departure = models.JSONField(_("departure"), default=dict, blank=True)
    departed_at = models.DateTimeField(_("departed at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires at"))
    created_at = models.DateTimeField(default=timezone.now, verbose_name=_("created at"))
    captured_at = models.DateTimeField(null=True, blank=True, verbose_name=_("paid at"))
    closed_at = models.DateTimeField(null=True, blank=True, verbose_name=_("closed at"))
    next_query_at = models.DateTimeField(null=True, blank=True, verbose_name=_("to be asked at"))
    # Since when the gateway tells of another amount than we asked for.
    disputed_at = models.DateTimeField(_("another amount since"), null=True, blank=True)
    query_count = models.PositiveIntegerField(default=0, verbose_name=_("times asked"))

    objects = PaymentAttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment attempt")
        verbose_name_plural = _("payment attempts")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="attempt_positive"),
            models.CheckConstraint(
                condition=Q(refunded_amount__gte=0) & Q(refunded_amount__lte=F("captured_amount")),
                name="attempt_refunds_within_capture",
            ),
            models.UniqueConstraint(
                fields=["gateway", "gateway_trade_no"],
                condition=~Q(gateway_trade_no=""),
                name="attempt_gateway_number_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_query_at"],
                condition=Q(next_query_at__isnull=False),
                name="attempt_due",
            ),
            models.Index(
                fields=["disputed_at"],
                condition=Q(disputed_at__isnull=False),
                name="attempt_disputed",
            ),
            models.Index(
                fields=["gateway", "captured_at"],
                condition=Q(state="captured"),
                name="attempt_captured",
            ),
        ]

    def __str__(self) -> str:
        return self.out_trade_no

    def take_up(self, at: datetime) -> None:
        """Set that the payer goes to the gateway once more: it may be paid this time."""
        self.failure_code = self.failure_group = ""
        self.failed_at, self.awaited_since, self.asked_at = None, at, None
        self.save(
            update_fields=[
                "failure_code",
                "failure_group",
                "failed_at",
                "awaited_since",
                "asked_at",
            ]
        )

    @property
    def failure_stands(self) -> bool:
        """Say whether the last that is known of this attempt is that it came to nothing."""
        if not self.failure_group or self.awaited_since is None:
            return bool(self.failure_group)
        return self.failed_at is not None and self.failed_at >= self.awaited_since

    @property
    def is_being_asked(self) -> bool:
        """Say whether the payer asked and its gateway has not answered since."""
        if self.asked_at is None:
            return False
        return self.unpaid_at is None or self.unpaid_at < self.asked_at

    @property
    def at_gateway(self) -> TradeRef:
        """Return what the gateway knows the trade by."""
        return TradeRef(
            out_trade_no=self.out_trade_no,
            gateway_trade_no=self.gateway_trade_no,
            amount=self.amount,
            started_at=self.created_at,
            expires_at=self.expires_at,
        )
