"""WeChat Pay's books: merchants, trades, refunds, statements handed out."""

import secrets
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q


def new_app_secret() -> str:
    return secrets.token_hex(16)


class WechatMerchant(models.Model):
    """A merchant in public-key mode: its own certificate's key, its APIv3 key, WeChat's key.

    `app_secret` is that of the official account bound to it.
    """

    name = models.CharField(max_length=40, unique=True)
    mchid = models.CharField(max_length=32, unique=True)
    app_id = models.CharField(max_length=32, unique=True)
    app_secret = models.CharField(max_length=32, default=new_app_secret)
    merchant_name = models.CharField(max_length=80)
    certificate_serial = models.CharField(max_length=40)
    merchant_private_key = models.TextField()
    merchant_public_key = models.TextField()
    api_v3_key = models.CharField(max_length=32)
    public_key_id = models.CharField(max_length=64, unique=True)
    platform_private_key = models.TextField()
    platform_public_key = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "sandbox"

    def __str__(self) -> str:
        return f"{self.merchant_name} {self.mchid}"


class WechatLogIn(models.Model):
    """What the official account's page gave a browser: a code that tells once who holds it."""

    merchant = models.ForeignKey(WechatMerchant, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=64, unique=True)
    openid = models.CharField(max_length=128)
    used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "sandbox"

    def __str__(self) -> str:
        return f"{self.code} {self.openid}"


class WechatTrade(models.Model):
    """One trade, as WeChat Pay knows it from its prepay call on.

    `token` names it where a payer comes in: it is the end of `code_url` and of `prepay_id`.
    """

    class Kind(models.TextChoices):
        NATIVE = "NATIVE", "扫码"
        H5 = "MWEB", "H5"
        JSAPI = "JSAPI", "公众号"

    class State(models.TextChoices):
        WAITING = "NOTPAY", "未支付"
        SUCCESS = "SUCCESS", "已支付"
        REFUND = "REFUND", "转入退款"
        CLOSED = "CLOSED", "已关闭"

    merchant = models.ForeignKey(WechatMerchant, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    out_trade_no = models.CharField(max_length=32)
    transaction_id = models.CharField(max_length=32, unique=True, null=True, blank=True)
    token = models.CharField(max_length=40, unique=True)
    total_fen = models.BigIntegerField()
    refunded_fen = models.BigIntegerField(default=0)
    description = models.CharField(max_length=127)
    attach = models.CharField(max_length=128, blank=True)
    notify_url = models.CharField(max_length=256)
    openid = models.CharField(max_length=128, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    last_failure = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "sandbox"
        constraints = [
            models.UniqueConstraint(fields=["merchant", "out_trade_no"], name="wechat_one_trade"),
            models.CheckConstraint(
                condition=Q(total_fen__gt=0)
                & Q(refunded_fen__gte=0)
                & Q(refunded_fen__lte=F("total_fen")),
                name="wechat_refund_within_total",
            ),
            models.CheckConstraint(
                condition=Q(refunded_fen=0) | Q(paid_at__isnull=False),
                name="wechat_refund_needs_payment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"], condition=Q(state="NOTPAY"), name="wechat_waiting_deadline"
            ),
            models.Index(fields=["created_at"], name="wechat_trade_created"),
            models.Index(fields=["paid_at"], name="wechat_trade_paid"),
        ]

    def __str__(self) -> str:
        return f"{self.out_trade_no} {self.state}"


class WechatRefund(models.Model):
    """Money on its way back; what is refused for good counts no more on its trade."""

    class Status(models.TextChoices):
        PROCESSING = "PROCESSING", "退款处理中"
        SUCCESS = "SUCCESS", "退款成功"
        CLOSED = "CLOSED", "退款关闭"
        ABNORMAL = "ABNORMAL", "退款异常"

    trade = models.ForeignKey(WechatTrade, on_delete=models.PROTECT, related_name="+")
    merchant = models.ForeignKey(WechatMerchant, on_delete=models.PROTECT, related_name="+")
    refund_id = models.CharField(max_length=40, unique=True)
    out_refund_no = models.CharField(max_length=64)
    amount_fen = models.BigIntegerField()
    reason = models.CharField(max_length=80, blank=True)
    notify_url = models.CharField(max_length=256, blank=True)
    channel = models.CharField(max_length=16, default="ORIGINAL")
    received_by = models.CharField(max_length=64, default="支付用户零钱")
    status = models.CharField(max_length=10, choices=Status, default=Status.PROCESSING)
    ends_as = models.CharField(max_length=10, choices=Status, default=Status.SUCCESS)
    ends_at = models.DateTimeField()
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "sandbox"
        constraints = [
            models.UniqueConstraint(fields=["merchant", "out_refund_no"], name="wechat_one_refund"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="wechat_refund_is_positive"),
        ]
        indexes = [
            models.Index(
                fields=["ends_at"], condition=Q(status="PROCESSING"), name="wechat_refund_due"
            ),
            models.Index(fields=["created_at"], name="wechat_refund_created"),
        ]

    def __str__(self) -> str:
        return f"{self.out_refund_no} {self.status}"


class WechatBill(models.Model):
    """A statement that was asked for, kept for its download."""

    merchant = models.ForeignKey(WechatMerchant, on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    created_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "sandbox"

    def __str__(self) -> str:
        return self.token
