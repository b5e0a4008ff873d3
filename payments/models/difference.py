"""Where a gateway's statement and our books disagree, and what was decided about it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from payments.models.attempt import PaymentAttempt
from payments.models.refund import RefundPart
from payments.models.statement import Statement, StatementRow
from shop.common.money import MoneyField
from shop.common.transitions import HistoryEntry, transitions


class DifferenceQuerySet(models.QuerySet["Difference"]):
    def undecided(self) -> Self:
        return self.filter(state__in=Difference.UNDECIDED)

    def unnamed(self) -> Self:
        """Those of lines that name no payment of ours: foreign ones, or of a kind nobody reads."""
        only_theirs = self.filter(kind=Difference.Kind.ONLY_THEIRS)
        return only_theirs.filter(out_trade_no="", out_request_no="")

    def lock(self, difference_id: int) -> "Difference":
        return self.select_for_update(of=("self",)).get(pk=difference_id)


class Difference(models.Model):
    """open → proposed → settled; up to an amount one person settles it at once.

    What turns up later by itself (a late notification, the neighbour day) is cleared. `gap` is how
    much more lies at the gateway than in our books; `key` names what differs, so that comparing
    once more finds nothing new.
    """

    class Kind(models.TextChoices):
        ONLY_THEIRS = "only_theirs", _("only in the statement")
        ONLY_OURS = "only_ours", _("only in our books")
        STATUS = "status", _("not booked by us")
        AMOUNT = "amount", _("another amount")
        FEE = "fee", _("another fee")
        TWICE = "twice", _("listed twice")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("difference", "open")
        PROPOSED = "proposed", _("waits for a second person")
        SETTLED = "settled", _("settled")
        CLEARED = "cleared", _("cleared by itself")

    class Action(models.TextChoices):
        BOOK = "book", _("book what is missing")
        REFUND = "refund", _("book it and give it back")
        ACCEPT = "accept", _("accept it with a reason")

    UNDECIDED = (State.OPEN, State.PROPOSED)
    TRANSITIONS = transitions(
        {
            State.OPEN: {State.PROPOSED, State.SETTLED, State.CLEARED},
            State.PROPOSED: {State.OPEN, State.SETTLED, State.CLEARED},
        }
    )

    key = models.CharField(_("what differs"), max_length=200, unique=True)
    statement = models.ForeignKey(
        Statement,
        on_delete=models.PROTECT,
        related_name="differences",
        verbose_name=_("statement of a gateway"),
    )
    gateway = models.CharField(_("gateway"), max_length=20)
    day = models.DateField(_("day"))
    kind = models.CharField(_("difference"), max_length=12, choices=Kind)
    subject = models.CharField(_("what it is about"), max_length=6, choices=StatementRow.Kind)
    out_trade_no = models.CharField(_("our number"), max_length=64, blank=True)
    out_request_no = models.CharField(_("our number of the refund"), max_length=64, blank=True)
    gateway_trade_no = models.CharField(_("payment serial number"), max_length=64, blank=True)
    attempt = models.ForeignKey(
        PaymentAttempt,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="differences",
        verbose_name=_("payment attempt"),
    )
    part = models.ForeignKey(
        RefundPart,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="differences",
        verbose_name=_("part of a refund"),
    )
    ours = MoneyField(_("by our books"), null=True, blank=True)
    theirs = MoneyField(_("by the statement"), null=True, blank=True)
    gap = MoneyField(_("more at the gateway"))
    happened_at = models.DateTimeField(_("happened at"), null=True, blank=True)
    is_pending = models.BooleanField(
        _("only accepted by the gateway"), default=False, db_default=False
    )
    found_at = models.DateTimeField(_("found at"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    action = models.CharField(_("action"), max_length=6, choices=Action, blank=True)
    reference = models.CharField(_("order number"), max_length=40, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    needs_second = models.BooleanField(_("needs a second person"), default=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by"),
    )
    closed_at = models.DateTimeField(
        pgettext_lazy("difference", "closed at"), null=True, blank=True
    )

    objects = DifferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("difference")
        verbose_name_plural = _("differences")
        permissions = [("settle_difference", _("Settles differences with gateways"))]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="settled")
                | Q(settled_by__isnull=False, closed_at__isnull=False) & ~Q(action=""),
                name="difference_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="settled", needs_second=True)
                | Q(proposed_by__isnull=False) & ~Q(proposed_by=F("settled_by")),
                name="difference_needs_two_people",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-day", "-id"], name="difference_desk"),
            models.Index(fields=["gateway", "day"], name="difference_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.get_kind_display()}"

    @property
    def is_unnamed(self) -> bool:
        """Say whether its line names no payment of ours, as `unnamed()` asks the database."""
        return self.kind == self.Kind.ONLY_THEIRS and not (self.out_trade_no or self.out_request_no)

    @property
    def is_undecided(self) -> bool:
        return self.state in self.UNDECIDED


class DifferenceHistory(HistoryEntry):
    """Found, proposed, sent back, settled, cleared: by whom and why."""

    difference = models.ForeignKey(Difference, on_delete=models.CASCADE, related_name="history")

    class Meta(HistoryEntry.Meta):
        verbose_name = _("history of a difference")
        verbose_name_plural = _("histories of differences")
        indexes = [models.Index(fields=["difference", "at", "id"], name="difference_history")]

    @property
    def shown(self) -> str:
        """The step in words."""
        return " → ".join(
            str(Difference.State(state).label)
            for state in (self.from_state, self.to_state)
            if state
        )
