"""The address book of a customer."""

import pytest
from django.db import connection
from django.urls import reverse

from customers.errors import AddressNotValid, PhoneNotValid, TooManyAddresses
from customers.models import Address
from customers.policies import CustomerPolicies
from customers.selectors.addresses import addresses_of, owned_address
from customers.services.addresses import AddressData, delete_address, make_default, save_address
from shop.common.actors import process
from shop.common.policies import set_policy
from tests.factories.customers import AddressFactory

pytestmark = [pytest.mark.django_db, pytest.mark.req("CUS-06")]

DATA = AddressData(
    name="李雷", phone="139 0000 1111", district_code="310104", street="漕溪北路 88 号"
)


def test_the_first_address_becomes_the_default(customer):
    save_address(user_id=customer.pk, data=DATA)

    (address,) = addresses_of(customer.pk)
    assert (address.name, address.phone, address.is_default) == ("李雷", "13900001111", True)
    assert address.region == "上海市 徐汇区"


def test_only_one_address_is_the_default(customer):
    first = save_address(user_id=customer.pk, data=DATA)
    second = save_address(user_id=customer.pk, data=DATA)

    make_default(user_id=customer.pk, address_id=second.pk)

    assert [row.id for row in addresses_of(customer.pk)] == [second.pk, first.pk]
    assert Address.objects.filter(is_default=True).get() == second


@pytest.mark.req("CART-08")
@pytest.mark.parametrize("code", ["310000", "310100", "999999", ""])
def test_an_address_needs_a_district(customer, code):
    with pytest.raises(AddressNotValid):
        save_address(
            user_id=customer.pk,
            data=AddressData(name="李雷", phone="13900001111", district_code=code, street="1 号"),
        )

    assert not Address.objects.exists()


@pytest.mark.req("CART-08")
def test_an_address_needs_a_mobile_number(customer):
    with pytest.raises(PhoneNotValid):
        save_address(
            user_id=customer.pk,
            data=AddressData(name="李雷", phone="12", district_code="310104", street="1 号"),
        )

    assert not Address.objects.exists()


def test_the_book_has_a_limit(customer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        set_policy(
            group=CustomerPolicies, name="addresses_per_customer", value=1, actor=process("tests")
        )
    save_address(user_id=customer.pk, data=DATA)

    with pytest.raises(TooManyAddresses):
        save_address(user_id=customer.pk, data=DATA)

    assert Address.objects.count() == 1


def test_a_deleted_address_is_gone_from_the_book(customer):
    address = save_address(user_id=customer.pk, data=DATA)

    delete_address(user_id=customer.pk, address_id=address.pk)

    assert addresses_of(customer.pk) == []
    assert owned_address(customer.pk, address.pk) is None


def test_name_phone_and_street_are_sealed_in_the_database(customer):
    save_address(user_id=customer.pk, data=DATA)

    with connection.cursor() as cursor:
        cursor.execute("SELECT name || phone || street FROM customers_address")
        stored = cursor.fetchone()[0]
    assert "李雷" not in stored
    assert "13900001111" not in stored
    assert "漕溪" not in stored


@pytest.mark.fault("anothers-thing")
@pytest.mark.parametrize("name", ["address-edit", "address-delete", "address-default"])
def test_another_customers_address_is_not_found(customer_client, other_customer, name):
    address = AddressFactory(user=other_customer)

    answer = customer_client.post(reverse(f"customers:{name}", args=[address.pk]), {"name": "x"})

    assert answer.status_code == 404
    address.refresh_from_db()
    assert (address.name, address.deleted_at) == ("王小明", None)


def test_the_form_keeps_what_was_typed_and_says_what_is_missing(customer_client):
    answer = customer_client.post(
        reverse("customers:address-add"),
        {
            "name": "李雷",
            "phone": "13900001111",
            "province": "310000",
            "city": "",
            "street": "1 号",
        },
    )

    assert answer.status_code == 200
    assert 'value="李雷"' in answer.content.decode()
    assert answer.context["form"].errors.keys() == {"city"}
