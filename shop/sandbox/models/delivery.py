"""What the providers still have to tell a merchant: rows, so that a kill forgets nothing."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q


class Delivery(models.Model):
    """One notification on its way; it is sent again on the provider's schedule until accepted."""

    class State(models.TextChoices):
        WAITING = "waiting", "待发送"
        ACCEPTED = "accepted", "已接收"
        GIVEN_UP = "given_up", "已放弃"
        LOST = "lost", "已丢失"

    provider = models.CharField(max_length=20)
    merchant = models.CharField(max_length=64)
    kind = models.CharField(max_length=40)
    reference = models.CharField(max_length=64)
    notice_id = models.CharField(max_length=64)
    url = models.CharField(max_length=512)
    payload = models.JSONField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempt_count = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "sandbox"
        indexes = [
            models.Index(
                fields=["next_attempt_at"], condition=Q(state="waiting"), name="delivery_due"
            ),
            models.Index(fields=["provider", "reference"], name="delivery_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.reference} {self.kind}"


class DeliveryAttempt(models.Model):
    """One sending and what came back."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=200)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "sandbox"

    def __str__(self) -> str:
        return f"{self.at} {self.outcome}"
