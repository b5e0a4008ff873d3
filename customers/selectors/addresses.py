"""Reads of the address book."""

from customers.models import Address
from customers.types import AddressView
from shop.common.selectors import province_of, region_codes, region_path


def addresses_of(user_id: int) -> list[AddressView]:
    """Return a customer's addresses, the default first."""
    rows = Address.objects.owned_by(user_id).order_by("-is_default", "-pk")
    return [_view(address) for address in rows]


def owned_address(user_id: int, address_id: int) -> AddressView | None:
    """Return one address if it is this customer's."""
    address = Address.objects.owned_by(user_id).filter(pk=address_id).first()
    return _view(address) if address else None


def was_ever_owned(user_id: int, address_id: int) -> bool:
    """Say whether an address is or was this customer's, deleted ones included."""
    return Address.objects.filter(user_id=user_id, pk=address_id).exists()


def _view(address: Address) -> AddressView:
    code = address.district_id
    path = region_codes(code)
    return AddressView(
        id=address.pk,
        name=address.name,
        phone=address.phone,
        province_code=province_of(code),
        city_code=path[1] if len(path) > 1 else code,
        district_code=code,
        region=region_path(code),
        street=address.street,
        is_default=address.is_default,
    )
