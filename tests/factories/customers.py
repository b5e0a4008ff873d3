"""People."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from customers.models import Address, Identity, User


class UserFactory(DjangoModelFactory):
    """A customer with a verified phone; `staff=True` makes a member of staff with a user name."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        staff = factory.Trait(is_staff=True)

    nickname = factory.Sequence(lambda n: f"shopper{n}")

    @factory.post_generation
    def phone(self, create: bool, extracted: str | None, **_details: Any) -> None:
        if create:
            number = extracted or f"138{self.pk % 100_000_000:08d}"
            self.identities.create(
                kind=Identity.Kind.PHONE, value=number, verified_at=self.joined_at
            )

    @factory.post_generation
    def password(self, create: bool, extracted: str | None, **_details: Any) -> None:
        if create:
            self.set_password(extracted)  # None: no password can be right
            self.save(update_fields=["password"])

    @factory.post_generation
    def username(self, create: bool, extracted: str | None, **_details: Any) -> None:
        if create and extracted:
            self.identities.create(
                kind=Identity.Kind.USERNAME, value=extracted, verified_at=self.joined_at
            )


class AddressFactory(DjangoModelFactory):
    """A complete address in Beijing, Dongcheng."""

    class Meta:
        model = Address

    user = factory.SubFactory(UserFactory)
    name = "王小明"
    phone = "13800138000"
    district_id = "110101"
    street = "东直门内大街1号2单元303室"
