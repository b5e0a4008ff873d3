"""Values of customers that cross the app's border."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class AddressView:
    """An address as other apps see it; name, phone and street in clear."""

    id: int
    name: str
    phone: str
    province_code: str
    city_code: str
    district_code: str
    region: str
    street: str
    is_default: bool


@dataclass(frozen=True, kw_only=True)
class Contact:
    """How to reach a person."""

    user_id: int
    phone: str
    email: str
    language: str
