"""What a gateway says it did on one day, as its own file says it."""

from datetime import datetime
from pathlib import Path
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from payments.types import OurDay
from shop.common.models.import_job import private_storage
from shop.common.money import MoneyField


def _file_path(statement: "Statement", name: str) -> str:
    day = statement.day
    return f"statements/{statement.gateway}/{day:%Y/%m}/{day:%d}-{uuid4().hex}{Path(name).suffix}"


class StatementQuerySet(models.QuerySet["Statement"]):
    def due(self, at: datetime) -> Self:
        """Those that can be taken further now."""
        return self.filter(next_try_at__lte=at)

    def failed(self) -> Self:
        return self.filter(state=Statement.State.FAILED)


class Statement(models.Model):
    """waiting → kept (the file is ours) → read (its rows are ours) → matched; or failed.

    Each step is one transaction, so that whoever dies in it leaves the step before. The totals of
    the gateway are those of its rows; ours are counted when it is matched.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("not there yet")
        KEPT = "kept", _("fetched")
        READ = "read", _("read")
        MATCHED = "matched", _("compared")
        FAILED = "failed", _("failed")

    gateway = models.CharField(_("gateway"), max_length=20)
    day = models.DateField(_("day"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    file = models.FileField(_("file"), storage=private_storage, upload_to=_file_path, blank=True)
    checksum = models.CharField(_("fingerprint of the file"), max_length=64, blank=True)
    file_size = models.PositiveBigIntegerField(_("size"), default=0)
    trade_count = models.PositiveIntegerField(_("payments of the gateway"), default=0)
    trade_total = MoneyField(_("paid, says the gateway"), max_digits=14, default=0)
    refund_count = models.PositiveIntegerField(_("refunds of the gateway"), default=0)
    refund_total = MoneyField(_("refunded, says the gateway"), max_digits=14, default=0)
    fee_total = MoneyField(_("fees"), max_digits=14, default=0)
    our_trade_count = models.PositiveIntegerField(_("our payments"), default=0)
    our_trade_total = MoneyField(_("paid, by our books"), max_digits=14, default=0)
    our_refund_count = models.PositiveIntegerField(_("our refunds"), default=0)
    our_refund_total = MoneyField(_("refunded, by our books"), max_digits=14, default=0)
    # Why both sums may disagree without a difference.
    later_count = models.PositiveIntegerField(
        _("ours of the last minutes, looked for in the next statement"), default=0
    )
    later_total = MoneyField(_("their sum, refunds taken off"), max_digits=14, default=0)
    pending_count = models.PositiveIntegerField(
        _("refunds of the gateway that were only accepted"), default=0
    )
    pending_total = MoneyField(_("their sum"), max_digits=14, default=0)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(
        _("to be asked at"), null=True, blank=True, default=timezone.now
    )
    last_error = models.CharField(_("last error"), max_length=120, blank=True)
    fetched_at = models.DateTimeField(_("fetched at"), null=True, blank=True)
    matched_at = models.DateTimeField(_("compared at"), null=True, blank=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement of a gateway")
        verbose_name_plural = _("statements of gateways")
        constraints = [
            models.UniqueConstraint(fields=["gateway", "day"], name="statement_once_per_day")
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(next_try_at__isnull=False),
                name="statement_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}"

    @property
    def ours(self) -> OurDay:
        """Our own sums of the day, as they were when it was compared."""
        return OurDay(
            trade_count=self.our_trade_count,
            trade_total=self.our_trade_total,
            refund_count=self.our_refund_count,
            refund_total=self.our_refund_total,
        )


class StatementRow(models.Model):
    """One line of a statement; read by COPY, a million a day, and kept for some months."""

    class Kind(models.TextChoices):
        TRADE = "trade", pgettext_lazy("of a statement", "payment")
        REFUND = "refund", pgettext_lazy("of a statement", "refund")

    statement = models.ForeignKey(
        Statement,
        on_delete=models.CASCADE,
        related_name="rows",
        db_index=False,
        verbose_name=_("statement of a gateway"),
    )
    position = models.PositiveIntegerField(_("line"))
    kind = models.CharField(pgettext_lazy("of an entry", "kind"), max_length=6, choices=Kind)
    out_trade_no = models.CharField(_("our number"), max_length=64)
    out_request_no = models.CharField(_("our number of the refund"), max_length=64, blank=True)
    gateway_trade_no = models.CharField(_("payment serial number"), max_length=64, blank=True)
    amount = MoneyField(_("amount"))
    fee = models.DecimalField(_("fee"), max_digits=12, decimal_places=5)
    at = models.DateTimeField(_("at"), null=True, blank=True)
    # The database has the default too: lines are copied past Django.
    is_pending = models.BooleanField(_("only accepted"), default=False, db_default=False)

    class Meta:
        verbose_name = _("line of a statement")
        verbose_name_plural = _("lines of statements")
        constraints = [
            models.UniqueConstraint(fields=["statement", "position"], name="statement_row_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="statement_row_unsigned"),
        ]
        indexes = [
            models.Index(fields=["out_trade_no"], name="statement_row_trade"),
            models.Index(
                fields=["out_request_no"],
                condition=~Q(out_request_no=""),
                name="statement_row_refund",
            ),
            models.Index(
                fields=["gateway_trade_no"],
                condition=~Q(gateway_trade_no=""),
                name="statement_row_of_gateway",
            ),
            models.Index(
                fields=["out_request_no"],
                condition=Q(is_pending=True),
                name="statement_row_pending",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id}/{self.position}"
