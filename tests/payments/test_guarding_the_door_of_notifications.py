"""Who may notify, what is refused before it is read, and keys that change without a gap."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from payments.models import Notification, NotificationRefusal, PaymentPlan
from shop.common.forms import provider_form
from shop.common.models import ProviderAccount
from shop.common.providers import provider_kind
from shop.common.selectors import forget_provider_accounts
from tests.factories import payments as factory
from tests.factories.payments import make_attempt, make_merchant, make_plan

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.req("PAY-06"),
    pytest.mark.fault("false-notification"),
]

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def merchant(db):
    return make_merchant()


@pytest.fixture
def attempt(merchant):
    return make_attempt(make_plan())


def set_up(**settings: str) -> None:
    account = ProviderAccount.objects.get(provider="alipay")
    account.settings |= settings
    account.save()
    forget_provider_accounts()


def post(client, body: bytes, content_type: str = FORM, **extra):
    address = reverse("payments:notify", args=["alipay"])
    return client.post(address, body, content_type=content_type, **extra)


def counts() -> dict[str, int]:
    return dict(NotificationRefusal.objects.values_list("cause", "count"))


def is_paid() -> bool:
    return PaymentPlan.objects.get().is_paid


@pytest.mark.parametrize(
    ("listed", "address", "believed"),
    [
        pytest.param("", "203.0.113.9", True, id="no list"),
        pytest.param("198.51.100.7 203.0.113.0/24", "203.0.113.9", True, id="in a network"),
        pytest.param("198.51.100.7, 203.0.113.9", "203.0.113.9", True, id="by comma"),
        pytest.param("198.51.100.7", "203.0.113.9", False, id="elsewhere"),
        pytest.param("nonsense", "203.0.113.9", False, id="a list that is none"),
        pytest.param("nonsense 203.0.113.9", "203.0.113.9", True, id="a word that is none"),
    ],
)
def test_only_listed_addresses_may_notify(  # noqa: PLR0917  fixtures
    client, merchant, attempt, listed, address, believed
):
    set_up(notify_from=listed)

    answer = post(client, merchant.notification(attempt), REMOTE_ADDR=address)

    assert answer.content == (b"success" if believed else b"failure")
    assert is_paid() == believed
    verdict = Notification.objects.get().verdict
    assert verdict == ("applied" if believed else "foreign_address")
    assert counts() == ({} if believed else {"not_believed": 1})


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(b"{}", "application/json", id="json"),
        pytest.param(b"<a/>", "text/xml", id="xml"),
    ],
)
def test_what_no_gateway_sends_is_refused_unread(client, attempt, body, content_type):
    answers = [post(client, body, content_type) for _time in range(2)]

    assert [(answer.status_code, answer.content) for answer in answers] == [(400, b"failure")] * 2
    assert counts() == {"wrong_type": 2}
    assert not Notification.objects.exists()


@pytest.mark.parametrize(
    ("days", "believed"),
    [
        pytest.param(0, True, id="last day"),
        pytest.param(-1, False, id="over"),
        pytest.param(None, True, id="without an end"),
    ],
)
def test_a_former_key_counts_until_its_last_day(client, merchant, attempt, days, believed):
    body = merchant.notification(attempt)
    until = "" if days is None else (timezone.localdate() + timedelta(days=days)).isoformat()
    change_keys(until)

    assert post(client, body).content == (b"success" if believed else b"failure")
    assert is_paid() == believed


def change_keys(until: str) -> None:
    set_up(
        alipay_public_key=factory._public_pem("alipay of tomorrow"),
        former_alipay_public_key=factory._public_pem("alipay"),
        former_until=until,
    )


@pytest.mark.parametrize("written", ["2099/01/01", "31-12-2099", "1.1.2099", "soon", "20991231"])
def test_a_last_day_that_cannot_be_read_keeps_no_former_key(client, merchant, attempt, written):
    body = merchant.notification(attempt)
    change_keys(written)

    assert post(client, body).content == b"failure"
    assert not is_paid()


@pytest.mark.parametrize(
    ("field", "text", "refusal"),
    [
        pytest.param("former_until", "2099/01/01", "Write the day as 2026-12-31.", id="slashes"),
        pytest.param("former_until", "31-12-2099", "Write the day as 2026-12-31.", id="turned"),
        pytest.param("former_until", "2026-02-30", "Write the day as 2026-12-31.", id="no day"),
        pytest.param("former_until", " 2099-12-31 ", "", id="a day"),
        pytest.param("notify_from", "10.0.0.1, my office", "my is no IP address", id="words"),
        pytest.param("notify_from", "10.0.0.0/33", "10.0.0.0/33 is no IP address", id="no net"),
        pytest.param("notify_from", "10.0.0.1, 2001:db8::/32", "", id="networks"),
    ],
)
def test_the_account_takes_only_days_and_addresses(field, text, refusal):
    kind = provider_kind("alipay")
    form = provider_form(kind, kept=frozenset(), data={f"alipay-{field}": text})

    assert form.is_valid() == (not refusal)
    assert refusal in str(form.errors)
    if not refusal:
        assert form.cleaned_data[field] == text.strip()
