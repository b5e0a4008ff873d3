"""Pieces of a line whose money goes back: kept apart from the money itself, which payments know."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orders.models.line import OrderLine
from shop.common.money import MoneyField


class LineRefund(models.Model):
    """open (asked for, perhaps on its way) → done / declined; amounts from the frozen shares."""

    class State(models.TextChoices):
        OPEN = "open", _("on its way")
        DONE = "done", _("done")
        DECLINED = "declined", _("declined")

    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="refunds")
    cause_key = models.CharField(_("cause"), max_length=60)
    pieces = models.PositiveIntegerField(_("pieces"))
    with_freight = models.BooleanField(_("with freight"), default=False)
    goods = MoneyField(_("goods"))
    freight = MoneyField(_("freight"), default=0)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    # Which of the pieces had not left when the refund was approved; empty until then.
    kept_back = models.PositiveIntegerField(_("kept back"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    class Meta:
        verbose_name = _("refund of a line")
        verbose_name_plural = _("refunds of lines")
        constraints = [
            models.CheckConstraint(condition=Q(pieces__gte=1), name="line_refund_has_pieces"),
            models.UniqueConstraint(fields=["line", "cause_key"], name="line_refund_once"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} × {self.pieces}"
