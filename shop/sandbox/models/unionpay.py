"""UnionPay's books: its certificates, merchants, trades, and money that went back."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q


class UnionPayAuthority(models.Model):
    """The certificates that UnionPay signs under: root, middle, and the one it signs with."""

    name = models.CharField(max_length=40, unique=True)
    root_cert = models.TextField()
    middle_cert = models.TextField()
    middle_key = models.TextField()
    signing_cert = models.TextField()
    signing_key = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "sandbox"

    def __str__(self) -> str:
        return self.name


class UnionPayMerchant(models.Model):
    """A merchant with the certificate that UnionPay issued to it, packed as PFX in base64."""

    name = models.CharField(max_length=40, unique=True)
    mer_id = models.CharField(max_length=15, unique=True)
    merchant_name = models.CharField(max_length=80)
    cert = models.TextField()
    cert_id = models.CharField(max_length=64)
    pfx = models.TextField()
    pfx_password = models.CharField(max_length=32)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "sandbox"

    def __str__(self) -> str:
        return f"{self.merchant_name} {self.mer_id}"


class UnionPayEntry(models.Model):
    """What trades and returns have in common: how they are named, and what became of them."""

    merchant = models.ForeignKey(UnionPayMerchant, on_delete=models.PROTECT, related_name="+")
    order_id = models.CharField(max_length=40)
    txn_time = models.CharField(max_length=14)
    query_id = models.CharField(max_length=21, unique=True)
    resp_code = models.CharField(max_length=2, blank=True)
    outcome = models.CharField(max_length=2, blank=True)  # what becomes of it when it is due
    due_at = models.DateTimeField(null=True, blank=True)
    back_url = models.CharField(max_length=256, blank=True)
    fee_fen = models.BigIntegerField(default=0)
    settle_date = models.DateField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        app_label = "sandbox"
        abstract = True

    @property
    def trace_no(self) -> str:
        return self.query_id[14:20]


class UnionPayTrade(UnionPayEntry):
    """An order that a browser brought; UnionPay knows it as a trade from the first try to pay."""

    class Status(models.TextChoices):
        OPEN = "open", "未提交"
        FAILED = "failed", "付款失败"
        PENDING = "pending", "处理中"
        PAID = "paid", "已付款"

    token = models.CharField(max_length=43, unique=True)
    total_fen = models.BigIntegerField()
    channel_type = models.CharField(max_length=2)
    front_url = models.CharField(max_length=256, blank=True)
    expires_at = models.DateTimeField()
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)
    card = models.CharField(max_length=19, blank=True)
    refunded_fen = models.BigIntegerField(default=0)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "sandbox"
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "order_id", "txn_time"], name="unionpay_one_trade"
            ),
            models.CheckConstraint(
                condition=Q(total_fen__gt=0)
                & Q(refunded_fen__gte=0)
                & Q(refunded_fen__lte=F("total_fen")),
                name="unionpay_refund_within_total",
            ),
            models.CheckConstraint(
                condition=Q(refunded_fen=0) | Q(status="paid"),
                name="unionpay_refund_needs_payment",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(status="pending"), name="unionpay_pay_due"),
            models.Index(fields=["merchant", "settle_date"], name="unionpay_trade_day"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.status}"


class UnionPayReturn(UnionPayEntry):
    """Money on its way back: a refund, or the undoing of a whole trade on its clearing day."""

    class Kind(models.TextChoices):
        REFUND = "04", "退货"
        UNDO = "31", "消费撤销"

    class Status(models.TextChoices):
        PENDING = "pending", "处理中"
        DONE = "done", "已退回"
        FAILED = "failed", "失败"

    trade = models.ForeignKey(UnionPayTrade, on_delete=models.PROTECT, related_name="returns")
    kind = models.CharField(max_length=2, choices=Kind)
    amount_fen = models.BigIntegerField()
    status = models.CharField(max_length=8, choices=Status, default=Status.PENDING)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "sandbox"
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "order_id", "txn_time"], name="unionpay_one_return"
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0), name="unionpay_return_is_positive"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(status="pending"), name="unionpay_return_due"
            ),
            models.Index(fields=["merchant", "settle_date"], name="unionpay_return_day"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.status}"
