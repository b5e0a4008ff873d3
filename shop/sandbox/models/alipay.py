"""Alipay's books: merchants' apps, what browsers brought to the cashier, trades, refunds."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q


class AlipayApp(models.Model):
    """A merchant's app with both key pairs: the app's own and the one Alipay keeps for it."""

    name = models.CharField(max_length=40, unique=True)
    app_id = models.CharField(max_length=32, unique=True)
    seller_id = models.CharField(max_length=16, unique=True)
    merchant_name = models.CharField(max_length=80)
    app_private_key = models.TextField()
    app_public_key = models.TextField()
    alipay_private_key = models.TextField()
    alipay_public_key = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "sandbox"

    def __str__(self) -> str:
        return f"{self.merchant_name} {self.app_id}"


class AlipayTerms(models.Model):
    """What the merchant asked the payer to pay."""

    app = models.ForeignKey(AlipayApp, on_delete=models.PROTECT, related_name="+")
    out_trade_no = models.CharField(max_length=64)
    total_fen = models.BigIntegerField()
    subject = models.CharField(max_length=256)
    body = models.CharField(max_length=400, blank=True)
    passback_params = models.CharField(max_length=512, blank=True)
    notify_url = models.CharField(max_length=256, blank=True)
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        app_label = "sandbox"
        abstract = True


class AlipayCashierVisit(AlipayTerms):
    """A signed pay link that a browser brought; the trade begins when its cashier page opens."""

    token = models.CharField(max_length=43, unique=True)
    method = models.CharField(max_length=64)
    return_url = models.CharField(max_length=256, blank=True)
    quit_url = models.CharField(max_length=512, blank=True)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "sandbox"

    def __str__(self) -> str:
        return f"{self.method} {self.out_trade_no}"


class AlipayTrade(AlipayTerms):
    """One trade, as Alipay knows it."""

    class Status(models.TextChoices):
        WAITING = "WAIT_BUYER_PAY", "等待付款"
        SUCCESS = "TRADE_SUCCESS", "已付款"
        CLOSED = "TRADE_CLOSED", "已关闭"
        FINISHED = "TRADE_FINISHED", "已完结"

    trade_no = models.CharField(max_length=64, unique=True)
    status = models.CharField(max_length=16, choices=Status, default=Status.WAITING)
    refunded_fen = models.BigIntegerField(default=0)
    buyer_id = models.CharField(max_length=16)
    buyer_logon_id = models.CharField(max_length=60)
    last_failure = models.CharField(max_length=64, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "sandbox"
        constraints = [
            models.UniqueConstraint(fields=["app", "out_trade_no"], name="alipay_one_trade"),
            models.CheckConstraint(
                condition=Q(total_fen__gt=0)
                & Q(refunded_fen__gte=0)
                & Q(refunded_fen__lte=F("total_fen")),
                name="alipay_refund_within_total",
            ),
            models.CheckConstraint(
                condition=Q(refunded_fen=0) | Q(paid_at__isnull=False),
                name="alipay_refund_needs_payment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"],
                condition=Q(status="WAIT_BUYER_PAY"),
                name="alipay_waiting_deadline",
            ),
            models.Index(fields=["created_at"], name="alipay_trade_created"),
        ]

    def __str__(self) -> str:
        return f"{self.out_trade_no} {self.status}"

    @property
    def is_fully_refunded(self) -> bool:
        return self.refunded_fen == self.total_fen


class AlipayRefund(models.Model):
    """Money given back on a trade; its request number is unique within the trade."""

    trade = models.ForeignKey(AlipayTrade, on_delete=models.PROTECT, related_name="refunds")
    out_request_no = models.CharField(max_length=64)
    amount_fen = models.BigIntegerField()
    reason = models.CharField(max_length=256, blank=True)
    refunded_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "sandbox"
        constraints = [
            models.UniqueConstraint(fields=["trade", "out_request_no"], name="alipay_one_refund"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="alipay_refund_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.out_request_no} {self.amount_fen}"
