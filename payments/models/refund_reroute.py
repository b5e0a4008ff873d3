"""Another way for money that could not go back the way it came."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from payments.models.refund import RefundPart
from payments.types import OtherWay, RerouteTarget
from shop.common.encryption import EncryptedTextField


class RefundRerouteQuerySet(models.QuerySet["RefundReroute"]):
    def open(self) -> Self:
        return self.filter(state__in=RefundReroute.OPEN)

    def waiting(self) -> Self:
        """Those that a second person is to agree to."""
        return self.filter(state=RefundReroute.State.WAITING)

    def sent(self) -> Self:
        """Those that the gateway was to take, or is about to."""
        return self.filter(state=RefundReroute.State.SENT)


class RefundReroute(models.Model):
    """waiting (for a second person) → sent → done / failed; or declined.

    The number of the card and its holder are sealed, and forgotten as soon as it is over.
    """

    class Target(models.TextChoices):
        CARD = RerouteTarget.CARD.value, _("the customer's bank card")
        OURS = RerouteTarget.OURS.value, _("the shop's own account")

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for a second person")
        SENT = "sent", pgettext_lazy("another way for a refund", "with the gateway")
        DONE = "done", pgettext_lazy("another way for a refund", "done")
        FAILED = "failed", pgettext_lazy("another way for a refund", "failed")
        DECLINED = "declined", pgettext_lazy("another way for a refund", "declined")

    OPEN = (State.WAITING, State.SENT)

    part = models.ForeignKey(
        RefundPart,
        on_delete=models.PROTECT,
        related_name="reroutes",
        verbose_name=_("part of a refund"),
    )
    target = models.CharField(_("to"), max_length=5, choices=Target)
    bank = models.CharField(_("bank"), max_length=16, blank=True)
    account = EncryptedTextField(_("card number"), blank=True)
    holder = EncryptedTextField(_("card holder"), blank=True)
    account_ending = models.CharField(_("card number ends with"), max_length=4, blank=True)
    needs_second = models.BooleanField(_("needs a second person"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    # Since when the gateway is known to have taken it: what it says then is about this way.
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    refusal = models.CharField(_("refused because"), max_length=64, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    asked_at = models.DateTimeField(_("asked for at"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("decided by"),
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = RefundRerouteQuerySet.as_manager()

    class Meta:
        verbose_name = _("another way for a refund")
        verbose_name_plural = _("other ways for refunds")
        constraints = [
            models.UniqueConstraint(
                fields=["part"],
                condition=Q(state__in=["waiting", "sent"]),
                name="reroute_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sent"]) | Q(account="", holder=""),
                name="reroute_forgets_the_card",
            ),
            models.CheckConstraint(
                condition=Q(needs_second=False)
                | Q(state__in=["waiting", "declined"])
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))),
                name="reroute_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part_id}/{self.target}"

    @property
    def way(self) -> OtherWay:
        return OtherWay(
            target=RerouteTarget(self.target),
            bank=self.bank,
            account=self.account,
            holder=self.holder,
        )

    def mark_sent(self, *, user_id: int | None) -> None:
        self.state, self.decided_by_id = self.State.SENT, user_id
        self.save(update_fields=["state", "decided_by"])

    def mark_accepted(self, at: datetime) -> None:
        self.accepted_at = self.accepted_at or at
        self.save(update_fields=["accepted_at"])

    def mark_over(self, state: State, *, at: datetime, refusal: str = "") -> None:
        """Set how it ended, and forget whose card it was."""
        self.state, self.ended_at, self.refusal = state, at, refusal[:64]
        self.account = self.holder = ""
        self.save(update_fields=["state", "ended_at", "refusal", "account", "holder"])
