"""What happens to who tries passwords from many addresses, or many names from one."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from customers.errors import TooManyPasswordTries
from customers.known_browsers import COOKIE
from customers.models import PasswordTry
from customers.policies import CustomerPolicies
from customers.services.password_tries import begin_password_try, prune_password_tries
from tests.factories.customers import UserFactory
from tests.support.policies import decide

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-12")]

NAME, RIGHT = "13700000001", "right-horse-1"


@pytest.fixture(autouse=True)
def _limits():
    decide(
        CustomerPolicies,
        password_tries_per_name=5,
        password_tries_per_address=8,
        password_pause_seconds=30,
    )


@pytest.fixture
def ming():
    return UserFactory(phone=NAME, username="ming", is_staff=True, password=RIGHT)


def enter(client, name, password, *, address="10.0.0.1", door="customers:login-password"):
    given = {"username": name, "password": password}
    return client.post(reverse(door), given, REMOTE_ADDR=address)


def guess(client, name, times):
    return [enter(client, name, "wrong", address=f"10.1.0.{n}") for n in range(times)]


@pytest.mark.parametrize("door", ["customers:login-password", "staff-log-in"])
def test_a_name_tried_from_many_addresses_has_to_wait(client, ming, door):
    guess(client, NAME, 5)

    answer = enter(client, NAME, RIGHT, door=door)

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")
    assert reverse("customers:login") in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert PasswordTry.objects.count() == 5


def test_a_name_without_an_account_is_answered_just_so(client, ming):
    known = [*guess(client, NAME, 5), enter(client, NAME, "wrong")]
    unknown = [*guess(client, "13700000009", 5), enter(client, "13700000009", "wrong")]

    assert [answer.status_code for answer in unknown] == [answer.status_code for answer in known]
    assert unknown[-1].content == known[-1].content


def test_many_names_tried_from_one_address_have_to_wait(client, ming):
    for number in range(8):
        enter(client, f"name-{number}", "wrong")

    here, elsewhere = (
        enter(client, NAME, RIGHT),
        enter(client, NAME, RIGHT, address="10.0.0.2"),
    )

    assert (here.status_code, elsewhere.status_code) == (429, 302)


def test_all_addresses_of_one_ipv6_line_are_counted_together(ming):
    now = timezone.now()
    for number in range(8):
        begin_password_try(name=f"name-{number}", address=f"2001:db8:1:2::{number:x}", at=now)

    with pytest.raises(TooManyPasswordTries):
        begin_password_try(name=NAME, address="2001:db8:1:2:ffff::1", at=now)
    begin_password_try(name=NAME, address="2001:db8:1:3::1", at=now)

    assert PasswordTry.objects.count() == 9


def test_after_the_pause_one_try_is_taken(ming):
    now = timezone.now()
    for number in range(5):
        begin_password_try(name=NAME, address=f"10.1.0.{number}", at=now)

    begin_password_try(name=NAME, address="10.0.0.1", at=now + timedelta(seconds=31))
    with pytest.raises(TooManyPasswordTries):
        begin_password_try(name=NAME, address="10.0.0.2", at=now + timedelta(seconds=32))

    assert PasswordTry.objects.count() == 6


def test_others_guesses_do_not_slow_down_a_browser_of_ones_own(client, ming):
    mine = enter(client, NAME, RIGHT).cookies[COOKIE].value
    client.logout()
    client.cookies.clear()
    guess(client, NAME, 5)
    client.cookies[COOKIE] = mine

    assert enter(client, NAME, RIGHT).status_code == 302


def test_the_cookie_of_another_account_opens_nothing(client, ming):
    UserFactory(phone="13700000002", password=RIGHT)
    other = enter(client, "13700000002", RIGHT).cookies[COOKIE].value
    client.logout()
    guess(client, NAME, 5)
    client.cookies[COOKIE] = other

    assert enter(client, NAME, RIGHT).status_code == 429


def test_tries_in_a_known_browser_are_counted_too(client, ming):
    client.cookies[COOKIE] = enter(client, NAME, RIGHT).cookies[COOKIE].value
    client.logout()
    guess(client, NAME, 5)

    assert enter(client, NAME, RIGHT).status_code == 429


def test_the_right_password_is_not_counted(client, ming):
    for _turn in range(6):
        assert enter(client, NAME, RIGHT).status_code == 302
        client.cookies.clear()

    assert not PasswordTry.objects.exists()


def test_what_is_kept_names_nobody_and_goes_after_an_hour(client, ming):
    guess(client, NAME, 1)

    row = PasswordTry.objects.get()
    assert (len(row.name_key), len(row.source_key)) == (64, 64)
    prune_password_tries(at=row.tried_at + timedelta(minutes=61))
    assert not PasswordTry.objects.exists()
