"""The address book."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.common.encryption import EncryptedTextField


class AddressQuerySet(models.QuerySet["Address"]):
    def owned_by(self, user_id: int) -> Self:
        return self.filter(user_id=user_id, deleted_at=None)

    def for_listing(self) -> Self:
        return self.select_related("district__parent__parent").order_by("-is_default", "-pk")


class Address(models.Model):
    """Where a customer wants parcels. Name, phone and street are sealed in the database."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="addresses"
    )
    name = EncryptedTextField(_("receiver"))
    phone = EncryptedTextField(_("mobile number"))
    district = models.ForeignKey(
        "common.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("district")
    )
    street = EncryptedTextField(_("street, house, room"))
    is_default = models.BooleanField(_("default address"), default=False)
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(is_default=True, deleted_at=None),
                name="address_one_default",
            )
        ]

    def __str__(self) -> str:
        return f"{self.district_id} #{self.pk}"
