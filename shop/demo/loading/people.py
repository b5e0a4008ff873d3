"""Enters staff and shoppers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from django.contrib.auth.hashers import make_password

from customers.models import Identity, User
from customers.services.addresses import AddressData, save_address
from customers.services.registration import register_customer
from shop.common.actors import Actor, person
from shop.demo.dice import dice
from shop.demo.history.rhythm import moment
from shop.demo.people import DEMO_PHONE, PASSWORD, STAFF, Shopper, StaffMember
from shop.services.roles import ensure_roles, give_role

STAFF_SINCE = timedelta(days=600)


@dataclass(frozen=True)
class People:
    """Who is who: staff by role, shoppers by phone, their addresses in the order of the plan."""

    staff: dict[str, User] = field(default_factory=dict)
    shoppers: dict[str, User] = field(default_factory=dict)
    addresses: dict[str, list[int]] = field(default_factory=dict)
    districts: dict[int, str] = field(default_factory=dict)  # by the id of the address

    def actor(self, role: str) -> Actor:
        return person(self.staff[role].pk)


def load_people(shoppers: Sequence[Shopper], *, today: date) -> People:
    """Enter everybody; the staff and the known shopper share one password."""
    people = People()
    ensure_roles()
    secret = make_password(PASSWORD)  # once: hashing is slow on purpose
    for member in STAFF:
        people.staff[member.role] = _enter_member(member, secret, today)
    for shopper in shoppers:
        people.shoppers[shopper.phone] = _enter_shopper(shopper, secret, today)
        ids = _enter_addresses(people.shoppers[shopper.phone].pk, shopper)
        people.addresses[shopper.phone] = ids
        own = zip(ids, shopper.addresses, strict=True)
        people.districts.update((pk, address.district) for pk, address in own)
    return people


def _enter_member(member: StaffMember, secret: str, today: date) -> User:
    since = moment(today, time(9)) - STAFF_SINCE
    user = User(
        name=member.name,
        nickname=member.name,
        is_staff=True,
        is_superuser=member.is_superuser,
        joined_at=since,
        password=secret,
    )
    user.save()
    names = ((Identity.Kind.USERNAME, member.username), (Identity.Kind.PHONE, member.phone))
    for kind, value in names:
        user.identities.create(kind=kind, value=value, verified_at=since, created_at=since)
    if not member.is_superuser:
        give_role(user_id=user.pk, code=member.role)
    return user


def _enter_shopper(shopper: Shopper, secret: str, today: date) -> User:
    joined = moment(today - timedelta(days=shopper.joined_days_ago), _hour(shopper.phone))
    user = register_customer(
        phone=shopper.phone, nickname=shopper.nickname, name=shopper.name, at=joined
    )
    user.gender, user.birthday = shopper.gender, shopper.birthday
    if shopper.phone == DEMO_PHONE:
        user.password = secret
    user.save(update_fields=["gender", "birthday", "password"])
    return user


def _enter_addresses(user_id: int, shopper: Shopper) -> list[int]:
    rows = [
        save_address(
            user_id=user_id,
            data=AddressData(
                name=address.name,
                phone=address.phone,
                district_code=address.district,
                street=address.street,
            ),
        )
        for address in shopper.addresses
    ]
    return [row.pk for row in rows]


def _hour(phone: str) -> time:
    chance = dice("joined", phone)
    return time(chance.randrange(8, 23), chance.randrange(60))
