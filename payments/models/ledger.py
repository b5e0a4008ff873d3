"""The ledger: every movement of money as an entry whose postings sum to zero. Written once."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shop.common.money import MoneyField


class Account(models.TextChoices):
    """Where money is or to whom it belongs; what is ours is positive, what we owe negative."""

    CUSTOMER = "customer", pgettext_lazy("account", "customers")
    CLEARING = "clearing", pgettext_lazy("account", "at the gateway")
    FEE = "fee", pgettext_lazy("account", "fees of the gateway")
    IN_TRANSIT = "in_transit", pgettext_lazy("account", "refunds on their way")
    BANK = "bank", pgettext_lazy("account", "bank")
    DIFFERENCES = "differences", pgettext_lazy("account", "differences")


class LedgerEntry(models.Model):
    """One movement of money, never edited or deleted; a wrong one is answered by another.

    The database holds it: the postings of an entry are as many as it says, sum to zero, and none
    can be added, changed or taken away later. `key` names the movement, so it is booked once.
    """

    class Kind(models.TextChoices):
        CAPTURE = "capture", _("payment received")
        REFUND_SENT = "refund_sent", _("refund on its way")
        REFUND_DONE = "refund_done", _("refund done")
        REFUND_FAILED = "refund_failed", _("refund failed")
        FEES = "fees", _("fees of a day")
        SETTLEMENT = "settlement", _("received by the bank")
        DIFFERENCE = "difference", _("difference accepted")

    kind = models.CharField(pgettext_lazy("of an entry", "kind"), max_length=16, choices=Kind)
    key = models.CharField(_("movement"), max_length=100, unique=True)
    reference = models.CharField(_("reference"), max_length=40, blank=True)
    subject = models.CharField(pgettext_lazy("reference", "number"), max_length=64, blank=True)
    posting_count = models.PositiveSmallIntegerField(_("postings"))
    happened_at = models.DateTimeField(_("happened at"))
    booked_at = models.DateTimeField(_("booked at"), default=timezone.now)
    actor_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("person"),
    )
    actor_process = models.CharField(_("process"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        constraints = [
            models.CheckConstraint(condition=Q(posting_count__gte=2), name="entry_has_two_sides"),
        ]
        indexes = [
            models.Index(fields=["happened_at"], name="entry_happened"),
            models.Index(fields=["reference"], name="entry_reference"),
            models.Index(fields=["subject"], name="entry_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject}".rstrip()


class LedgerPosting(models.Model):
    """One side of an entry: an account, whose it is, and a signed amount in yuan."""

    entry = models.ForeignKey(
        LedgerEntry,
        on_delete=models.PROTECT,
        related_name="postings",
        verbose_name=_("ledger entry"),
    )
    account = models.CharField(_("account"), max_length=12, choices=Account)
    # Whose account: a customer's key or a gateway's code; the shop has one bank account.
    party = models.CharField(_("whose"), max_length=40, blank=True)
    amount = MoneyField(_("amount"), max_digits=14)

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="posting_moves_something"),
            models.CheckConstraint(
                condition=Q(account="bank", party="") | (~Q(account="bank") & ~Q(party="")),
                name="posting_names_its_party",
            ),
        ]
        indexes = [models.Index(fields=["account", "party"], name="posting_account")]

    def __str__(self) -> str:
        return f"{self.get_account_display()} {self.amount}"
