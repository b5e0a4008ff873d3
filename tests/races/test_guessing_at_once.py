"""Many tries of one password at once: each is counted before the next is let through."""

from functools import partial

import pytest

from customers.models import PasswordTry
from customers.policies import CustomerPolicies
from customers.services import password_tries
from customers.services.password_tries import begin_password_try
from tests.support.policies import decide
from tests.support.together import run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), pytest.mark.req("SEC-12")]

LIMIT, MANY = 5, 12


@pytest.fixture(autouse=True)
def _limit():
    decide(CustomerPolicies, password_tries_per_name=LIMIT)


def let_through(name):
    tries = [partial(begin_password_try, name=name, address=f"10.1.0.{n}") for n in range(MANY)]
    return sum(outcome.error is None for outcome in run_together(tries))


def test_no_more_tries_than_the_limit_pass_together():
    assert let_through("ming") == LIMIT
    assert PasswordTry.objects.count() == LIMIT


def test_without_the_lock_more_would_pass(monkeypatch):
    """The control: what the lock is there for does happen without it."""
    monkeypatch.setattr(password_tries, "_lock", lambda key: None)

    for number in range(20):
        if let_through(f"ming-{number}") > LIMIT:
            return
    pytest.fail("twenty rounds without the lock let nobody through")
