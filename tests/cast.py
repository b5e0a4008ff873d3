"""The cast: the people who play in the tests, and a browser-less client for each."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from customers.models import User
from tests.factories.customers import UserFactory


def grant(user: User, *permissions: str) -> User:
    """Give permissions by "app.codename", so that a test names what its actor may do."""
    for name in permissions:
        app, codename = name.split(".")
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=codename)
        )
    return user


@pytest.fixture
def customer(db) -> User:
    return UserFactory(nickname="小明")


@pytest.fixture
def other_customer(db) -> User:
    return UserFactory(nickname="别人")


@pytest.fixture
def clerk(db) -> User:
    """An operations specialist who may do everything with orders."""
    return UserFactory(staff=True, nickname="运营", is_superuser=True)


@pytest.fixture
def warehouse_worker(db) -> User:
    return grant(UserFactory(staff=True, nickname="仓库"), "orders.pick_order", "orders.ship_order")


@pytest.fixture
def powerless_staff(db) -> User:
    """Signed in to the back office, with no right at all."""
    return UserFactory(staff=True, nickname="新人")


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="customers.backends.IdentityBackend")
    return client


@pytest.fixture
def customer_client(customer) -> Client:
    return _signed_in(customer)


@pytest.fixture
def other_client(other_customer) -> Client:
    return _signed_in(other_customer)


@pytest.fixture
def clerk_client(clerk) -> Client:
    return _signed_in(clerk)


@pytest.fixture
def warehouse_client(warehouse_worker) -> Client:
    return _signed_in(warehouse_worker)
