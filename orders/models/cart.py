"""The shopper's cart: a customer's, or a guest's known by a signed cookie."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Sku
from orders.types import MAX_QUANTITY, CartOwner


class CartQuerySet(models.QuerySet["Cart"]):
    def owned_by(self, owner: CartOwner) -> Self:
        if owner.user_id is not None:
            return self.filter(user_id=owner.user_id)
        return self.filter(token=owner.token) if owner.token else self.none()

    def left_by_guests_before(self, moment: datetime) -> Self:
        return self.filter(user=None, updated_at__lt=moment)

    def touch(self, at: datetime) -> int:
        """Lock the carts by counting a change, and say how many there are."""
        return self.update(version=F("version") + 1, updated_at=at)


class Cart(models.Model):
    """`version` counts every change, so that a checkout page knows when it is stale."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="cart",
    )
    token = models.CharField(max_length=32, null=True, blank=True, unique=True)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = CartQuerySet.as_manager()

    class Meta:
        verbose_name = _("cart")
        verbose_name_plural = _("carts")
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, token__isnull=True)
                | Q(user__isnull=True, token__isnull=False),
                name="cart_has_one_owner",
            )
        ]
        indexes = [
            models.Index(fields=["updated_at"], name="cart_of_guests", condition=Q(user=None))
        ]

    def __str__(self) -> str:
        return f"cart {self.pk}"


class CartLineQuerySet(models.QuerySet["CartLine"]):
    def owned_by(self, owner: CartOwner) -> Self:
        if owner.user_id is not None:
            return self.filter(cart__user_id=owner.user_id)
        return self.filter(cart__token=owner.token) if owner.token else self.none()


class CartLine(models.Model):
    MAX_QUANTITY = MAX_QUANTITY
    MAX_LINES = 120

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField()
    is_selected = models.BooleanField(default=True)
    added_at = models.DateTimeField(default=timezone.now)

    objects = CartLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cart", "sku"], name="cart_line_once"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1) & Q(quantity__lte=999), name="cart_line_quantity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id} × {self.quantity}"
