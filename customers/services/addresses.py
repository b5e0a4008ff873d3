"""The address book: several addresses, at most one default."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from customers.errors import AddressNotValid, TooManyAddresses
from customers.models import Address, User
from customers.phones import normalise_phone
from customers.policies import CustomerPolicies
from shop.common.models import Region
from shop.common.policies import policies

_DISTRICT_LEVEL = 3


@dataclass(frozen=True, kw_only=True)
class AddressData:
    name: str
    phone: str
    district_code: str
    street: str
    is_default: bool = False


@transaction.atomic
def save_address(*, user_id: int, data: AddressData, address_id: int | None = None) -> Address:
    """Add an address, or change one of the user's own.

    Raises PhoneNotValid, AddressNotValid, TooManyAddresses, and Address.DoesNotExist for another's.
    """
    User.objects.get_queryset().lock(
        user_id
    )  # one at a time, so that the limit and the default hold
    own = Address.objects.owned_by(user_id)
    address = Address(user_id=user_id) if address_id is None else own.get(pk=address_id)
    if address_id is None and own.count() >= policies(CustomerPolicies).addresses_per_customer:
        raise TooManyAddresses
    address.name = data.name.strip()
    address.phone = normalise_phone(data.phone)
    address.district = _district(data.district_code)
    address.street = data.street.strip()
    is_first = not own.exclude(pk=address.pk).exists()
    if (data.is_default or is_first) and not address.is_default:
        own.update(is_default=False)
        address.is_default = True
    address.save()
    return address


@transaction.atomic
def make_default(*, user_id: int, address_id: int) -> Address:
    """Make one of the user's own addresses the default."""
    User.objects.get_queryset().lock(user_id)
    own = Address.objects.owned_by(user_id)
    address = own.get(pk=address_id)
    own.update(is_default=False)
    address.is_default = True
    address.save(update_fields=["is_default"])
    return address


@transaction.atomic
def delete_address(*, user_id: int, address_id: int) -> None:
    """Take an address out of the book; orders keep their own copy."""
    User.objects.get_queryset().lock(user_id)
    address = Address.objects.owned_by(user_id).get(pk=address_id)
    address.is_default = False
    address.deleted_at = timezone.now()
    address.save(update_fields=["is_default", "deleted_at"])


def _district(code: str) -> Region:
    # A few cities (Dongguan, Zhongshan …) have no districts: their own row is the finest.
    region = Region.objects.filter(pk=code).first()
    if region is None or (region.level < _DISTRICT_LEVEL and region.children.exists()):
        raise AddressNotValid
    return region
