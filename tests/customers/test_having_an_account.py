"""The pages of an account, and logging in with a password."""

import pytest
from django.urls import reverse

from customers.models import Identity, LoginCode, User
from customers.services.login_codes import request_code
from tests.factories.customers import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name", ["account-home", "profile", "password", "message-list", "address-list", "address-add"]
)
def test_the_account_pages_open(customer_client, name):
    answer = customer_client.get(reverse(f"customers:{name}"))

    assert answer.status_code == 200


@pytest.mark.parametrize("name", ["account-home", "profile", "address-list"])
def test_a_guest_is_led_to_the_log_in(client, name):
    answer = client.get(reverse(f"customers:{name}"))

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("customers:login"))


@pytest.mark.req("CUS-07")
def test_a_customer_changes_personal_data(customer_client, customer):
    customer_client.post(
        reverse("customers:profile"),
        {
            "nickname": "明明",
            "name": "王明",
            "gender": "male",
            "birthday": "1990-05-04",
            "email": "m@example.com",
        },
    )

    customer.refresh_from_db()
    assert (customer.nickname, customer.name, customer.gender) == ("明明", "王明", "male")
    assert customer.birthday.isoformat() == "1990-05-04"
    assert customer.identities.get(kind="email").value == "m@example.com"


def test_an_e_mail_that_another_customer_has_is_not_stored(customer_client, customer):
    other = UserFactory(phone="13700000001")
    Identity.objects.create(user=other, kind=Identity.Kind.EMAIL, value="m@example.com")

    answer = customer_client.post(
        reverse("customers:profile"),
        {"nickname": "明明", "gender": "male", "email": "m@example.com"},
    )

    assert answer.status_code == 302
    assert Identity.objects.get(kind=Identity.Kind.EMAIL).user == other


@pytest.mark.req("CUS-02")
@pytest.mark.parametrize("typed", ["13700000001", "+86 137 0000 0001", "ming"])
def test_number_or_name_with_the_password_logs_in(client, typed):
    UserFactory(phone="13700000001", username="ming", password="right-horse-1")

    answer = client.post(
        reverse("customers:login-password"), {"username": typed, "password": "right-horse-1"}
    )

    assert answer.status_code == 302
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_wrong_password_does_not_log_in(client, password):
    UserFactory(phone="13700000001", password="right-horse-1")

    client.post(
        reverse("customers:login-password"), {"username": "13700000001", "password": password}
    )

    assert "_auth_user_id" not in client.session


@pytest.mark.req("CUS-01")
def test_a_visitor_registers_on_the_page(client, monkeypatch):
    monkeypatch.setattr("customers.services.login_codes.secrets.randbelow", lambda _limit: 7)
    client.post(reverse("customers:login-code"), {"phone": "13700000002", "page": "register"})

    answer = client.post(
        reverse("customers:register"),
        {"phone": "13700000002", "code": "000007", "password": "right-horse-1", "terms": "on"},
    )

    assert answer.status_code == 302
    user = User.objects.get(identities__value="13700000002")
    assert user.check_password("right-horse-1")


def test_a_password_is_changed_with_a_code_only(customer_client, customer, monkeypatch):
    monkeypatch.setattr("customers.services.login_codes.secrets.randbelow", lambda _limit: 7)
    phone = customer.identities.get().value
    request_code(phone=phone, purpose=LoginCode.Purpose.RESET_PASSWORD)

    customer_client.post(
        reverse("customers:password"), {"code": "000008", "password": "right-horse-1"}
    )
    customer.refresh_from_db()
    assert not customer.has_usable_password()

    customer_client.post(
        reverse("customers:password"), {"code": "000007", "password": "right-horse-1"}
    )
    customer.refresh_from_db()
    assert customer.check_password("right-horse-1")


def test_the_log_in_leads_nowhere_else(client):
    UserFactory(phone="13700000001", password="right-horse-1")

    answer = client.post(
        reverse("customers:login-password"),
        {"username": "13700000001", "password": "right-horse-1", "next": "https://evil.example/"},
    )

    assert answer.url == reverse("customers:account-home")
