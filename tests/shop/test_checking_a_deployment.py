import pytest
from django.core.checks import run_checks

from shop.checks import no_sandbox_in_production, roles_are_there
from shop.roles import ROLES
from shop.services.roles import ensure_roles


def test_a_shop_for_real_customers_may_know_no_sandbox(settings):
    settings.HTTPS, settings.SANDBOX_URL = True, "http://127.0.0.1:8001"

    assert [error.id for error in no_sandbox_in_production(None)] == ["shop.E001"]


def test_the_demo_may(settings):
    settings.HTTPS, settings.SANDBOX_URL = False, "http://127.0.0.1:8001"

    assert no_sandbox_in_production(None) == []


@pytest.mark.django_db
def test_a_shop_whose_roles_are_missing_is_warned_until_they_are_made():
    (warning,) = roles_are_there(None, databases=["default"])

    ensure_roles()

    assert warning.id == "shop.W001"
    assert ROLES[0].name in warning.msg
    assert roles_are_there(None, databases=["default"]) == []


def test_a_check_without_a_database_asks_none():
    found = run_checks(include_deployment_checks=True, databases=None)

    assert "shop.W001" not in {message.id for message in found}
