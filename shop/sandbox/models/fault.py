"""Faults that a test or a visitor of the demo switches on, and rules that can be switched off."""

from decimal import Decimal
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q


class Fault(models.Model):
    """One way a provider misbehaves, with what it applies to and how often."""

    class Kind(models.TextChoices):
        SLOW = "slow", "网关缓慢"
        HTTP_500 = "http_500", "HTTP 500，未处理"
        HTTP_500_DONE = "http_500_done", "HTTP 500，已处理"
        GARBAGE = "garbage", "返回乱码，已处理"
        DECLINE = "decline", "拒绝（带原因）"
        REFUND_UNKNOWN_DONE = "refund_unknown_done", "退款结果未知，已退"
        REFUND_UNKNOWN_UNDONE = "refund_unknown_undone", "退款结果未知，未退"
        REFUND_PENDING = "refund_pending", "退款处理中"
        REFUND_CLOSED = "refund_closed", "退款先受理，后关闭"
        REFUND_ABNORMAL = "refund_abnormal", "退款先受理，后异常"
        NOTIFY_LOST = "notify_lost", "通知丢失"
        NOTIFY_DUPLICATE = "notify_duplicate", "通知重复"
        NOTIFY_DELAY = "notify_delay", "通知延迟"
        NOTIFY_FIRST = "notify_first", "通知先于应答"
        NOTIFY_WRONG_SIGN = "notify_wrong_sign", "通知签名错误"
        NOTIFY_WRONG_AMOUNT = "notify_wrong_amount", "通知金额少一分"
        NOTIFY_WRONG_APP = "notify_wrong_app", "通知 app_id 错误"
        BILL_EMPTY = "bill_empty", "对账单为空"
        BILL_MISSING_ROW = "bill_missing_row", "对账单缺一行"
        BILL_WRONG_AMOUNT = "bill_wrong_amount", "对账单金额少一分"

    provider = models.CharField(max_length=20)
    kind = models.CharField(max_length=30, choices=Kind)
    method = models.CharField(max_length=64, blank=True)
    reference = models.CharField(max_length=64, blank=True)
    fen = models.PositiveSmallIntegerField(null=True, blank=True)
    probability = models.DecimalField(max_digits=4, decimal_places=3, default=Decimal(1))
    remaining = models.PositiveIntegerField(null=True, blank=True)
    seconds = models.DecimalField(max_digits=7, decimal_places=3, default=Decimal(0))
    times = models.PositiveSmallIntegerField(default=1)
    cause = models.CharField(max_length=64, blank=True)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "sandbox"
        constraints = [
            models.CheckConstraint(
                condition=Q(fen__isnull=True) | Q(fen__lt=100), name="fault_fen_below_100"
            ),
            models.CheckConstraint(
                condition=Q(probability__gt=0) & Q(probability__lte=1),
                name="fault_probability_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.kind}"


class Rule(models.Model):
    """A provider's own limit that can be switched off, for load and for impatient tests."""

    name = models.CharField(max_length=40, primary_key=True)
    is_on = models.BooleanField(default=True)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "sandbox"

    def __str__(self) -> str:
        return self.name
