"""Addresses of a customer, masked, read only."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from customers.models import Address
from shop.common.admin.base import TabularInline
from shop.common.masking import mask_name, mask_phone
from shop.common.selectors import region_path


class AddressInline(TabularInline):
    model = Address
    fields = readonly_fields = ("masked_name", "masked_phone", "region", "is_default")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @admin.display(description=_("receiver"))
    def masked_name(self, address: Address) -> str:
        return mask_name(address.name)

    @admin.display(description=_("mobile number"))
    def masked_phone(self, address: Address) -> str:
        return mask_phone(address.phone)

    @admin.display(description=_("region"))
    def region(self, address: Address) -> str:
        return region_path(address.district_id)
