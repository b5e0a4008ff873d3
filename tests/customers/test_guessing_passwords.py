"""What happens to who tries many passwords."""

import pytest
from django.urls import reverse

from tests.factories.customers import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-10")]

TRIES = 5


@pytest.fixture(autouse=True)
def _locks(settings):
    settings.AXES_ENABLED = True


def _try(client, door, username, password):
    return client.post(reverse(door), {"username": username, "password": password})


@pytest.mark.parametrize("door", ["customers:login-password", "admin:login"])
def test_after_five_wrong_passwords_the_right_one_does_not_open(client, door):
    UserFactory(username="ming", phone="13700000001", is_staff=True, password="right-horse-1")

    for number in range(TRIES):
        _try(client, door, "ming", f"wrong-{number}")
    answer = _try(client, door, "ming", "right-horse-1")

    assert answer.status_code == 429
    assert "429.html" in [template.name for template in answer.templates]
    assert "_auth_user_id" not in client.session


def test_one_persons_lock_does_not_touch_the_next_at_the_same_address(client):
    UserFactory(phone="13700000002", password="right-horse-1")

    for number in range(TRIES):
        _try(client, "customers:login-password", "13700000001", f"wrong-{number}")
    slip = _try(client, "customers:login-password", "13700000002", "wrong-horse-1")
    answer = _try(client, "customers:login-password", "13700000002", "right-horse-1")

    assert (slip.status_code, answer.status_code) == (200, 302)
