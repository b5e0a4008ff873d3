"""A mobile number and a code are all it takes."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from customers.errors import AccountNotActive, CodeNotValid, CodeRequestedTooOften, PhoneNotValid
from customers.models import LoginCode, User
from customers.services.login_codes import redeem_code, request_code
from customers.services.registration import register_or_login_by_code
from shop.common.models import Message
from tests.factories.customers import UserFactory

PHONE = "13912345678"
LOGIN = LoginCode.Purpose.LOGIN

pytestmark = [pytest.mark.django_db, pytest.mark.req("CUS-01", "CUS-02")]


@pytest.fixture
def fixed_code(monkeypatch) -> str:
    monkeypatch.setattr("customers.services.login_codes.secrets.randbelow", lambda _limit: 42)
    return "000042"


def test_a_new_number_opens_an_account(fixed_code):
    request_code(phone=PHONE, purpose=LOGIN)

    user, is_new = register_or_login_by_code(phone="+86 139 1234 5678", code=fixed_code)

    assert is_new
    assert re.fullmatch(r"C\d{4,}", user.number)
    assert user.identities.get().value == PHONE
    assert not user.has_usable_password()


def test_a_known_number_logs_in(fixed_code):
    known = UserFactory(phone=PHONE)
    request_code(phone=PHONE, purpose=LOGIN)

    user, is_new = register_or_login_by_code(phone=PHONE, code=fixed_code)

    assert (user, is_new) == (known, False)


@pytest.mark.req("SEC-10")
def test_the_code_is_stored_as_a_hash_only(fixed_code):
    row = request_code(phone=PHONE, purpose=LOGIN)

    message = Message.objects.get(dedup_key=f"login-code:{row.pk}")
    assert fixed_code not in row.code_hash
    assert fixed_code not in message.body
    assert message.params == {}


def test_a_code_works_once(fixed_code):
    request_code(phone=PHONE, purpose=LOGIN)
    redeem_code(phone=PHONE, purpose=LOGIN, code=fixed_code)

    with pytest.raises(CodeNotValid):
        redeem_code(phone=PHONE, purpose=LOGIN, code=fixed_code)


def test_an_old_code_is_refused(fixed_code):
    request_code(phone=PHONE, purpose=LOGIN, at=timezone.now() - timedelta(minutes=5))

    with pytest.raises(CodeNotValid):
        redeem_code(phone=PHONE, purpose=LOGIN, code=fixed_code)

    assert not User.objects.exists()


def test_after_five_wrong_tries_even_the_right_code_is_refused(fixed_code):
    row = request_code(phone=PHONE, purpose=LOGIN)
    for wrong in ("111111", "222222", "333333", "444444", "555555"):
        with pytest.raises(CodeNotValid):
            redeem_code(phone=PHONE, purpose=LOGIN, code=wrong)

    with pytest.raises(CodeNotValid):
        redeem_code(phone=PHONE, purpose=LOGIN, code=fixed_code)

    row.refresh_from_db()
    assert (row.wrong_tries, row.used_at) == (5, None)


def test_a_code_for_one_purpose_serves_no_other(fixed_code):
    request_code(phone=PHONE, purpose=LoginCode.Purpose.RESET_PASSWORD)

    with pytest.raises(CodeNotValid):
        redeem_code(phone=PHONE, purpose=LOGIN, code=fixed_code)


def test_a_second_code_within_a_minute_is_refused():
    request_code(phone=PHONE, purpose=LOGIN)

    with pytest.raises(CodeRequestedTooOften):
        request_code(phone=PHONE, purpose=LOGIN)

    assert LoginCode.objects.count() == 1


def test_the_sixth_code_of_an_hour_is_refused():
    now = timezone.now()
    for minute in range(5):
        request_code(phone=PHONE, purpose=LOGIN, at=now + timedelta(minutes=2 * minute))

    with pytest.raises(CodeRequestedTooOften):
        request_code(phone=PHONE, purpose=LOGIN, at=now + timedelta(minutes=12))

    assert LoginCode.objects.count() == 5


@pytest.mark.parametrize("typed", ["", "12345", "23912345678", "139123456789", "1391234567a"])
def test_what_is_no_mobile_number_gets_no_code(typed):
    with pytest.raises(PhoneNotValid):
        request_code(phone=typed, purpose=LOGIN)

    assert not LoginCode.objects.exists()


@pytest.mark.req("CUS-04")
def test_a_frozen_account_cannot_log_in(fixed_code):
    UserFactory(phone=PHONE, status=User.Status.FROZEN)
    request_code(phone=PHONE, purpose=LOGIN)

    with pytest.raises(AccountNotActive):
        register_or_login_by_code(phone=PHONE, code=fixed_code)
