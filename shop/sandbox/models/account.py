"""Accounts with a public name and a secret, for providers that need no more."""

from typing import ClassVar, Self

from django.db import models


class ApiAccount(models.Model):
    """The merchant's account at one provider."""

    provider = models.CharField(max_length=20, unique=True)
    public_id = models.CharField(max_length=64)
    secret = models.CharField(max_length=64)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        app_label = "sandbox"

    def __str__(self) -> str:
        return f"{self.provider} {self.public_id}"
