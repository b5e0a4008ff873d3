"""The SMS provider's registry and the phones that its messages reach."""

from typing import ClassVar, Self

from django.db import models


class SmsSign(models.Model):
    """An approved signature, shown in 【】 before the text."""

    name = models.CharField(max_length=12, unique=True)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "sandbox"

    def __str__(self) -> str:
        return self.name


class SmsTemplate(models.Model):
    """An approved template with `${variables}`."""

    class Kind(models.TextChoices):
        CODE = "code", "验证码"
        NOTICE = "notice", "通知"
        PROMOTION = "promotion", "推广"

    code = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.CharField(max_length=500)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "sandbox"

    def __str__(self) -> str:
        return self.code


class SmsMessage(models.Model):
    """A message that reached a phone."""

    phone = models.CharField(max_length=11)
    sign = models.CharField(max_length=12)
    template_code = models.CharField(max_length=32)
    kind = models.CharField(max_length=10)
    params = models.JSONField()
    text = models.CharField(max_length=1000)
    biz_id = models.CharField(max_length=40)
    out_id = models.CharField(max_length=256, blank=True)
    sent_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "sandbox"
        indexes = [models.Index(fields=["phone", "-sent_at"], name="sms_of_phone")]

    def __str__(self) -> str:
        return f"{self.phone} {self.template_code}"


class SmsNonce(models.Model):
    """A signature nonce that has been used."""

    nonce = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(db_index=True)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "sandbox"

    def __str__(self) -> str:
        return self.nonce
