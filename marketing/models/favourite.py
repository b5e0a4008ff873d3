"""What customers keep for later."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from shop.common.money import MoneyField


class FavouriteQuerySet(models.QuerySet["Favourite"]):
    def owned_by(self, user_id: int) -> Self:
        return self.filter(user_id=user_id)


class Favourite(models.Model):
    """A product in a customer's favourites; `price` is what it cost at least at that time."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+",
        verbose_name=_("customer"),
    )  # fmt: skip
    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="+", verbose_name=_("product")
    )
    price = MoneyField(_("price at the time"), null=True, blank=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now)

    objects = FavouriteQuerySet.as_manager()

    class Meta:
        verbose_name = _("favourite")
        verbose_name_plural = _("favourites")
        constraints = [models.UniqueConstraint(fields=["user", "product"], name="favourite_once")]
        indexes = [models.Index(fields=["user", "-created_at", "-id"], name="favourite_user")]

    def __str__(self) -> str:
        return f"{self.user_id}/{self.product_id}"
