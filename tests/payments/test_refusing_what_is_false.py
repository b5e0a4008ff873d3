"""Every lie that can be told in the name of each gateway: kept, refused, alerted and counted."""

from dataclasses import replace

import pytest

from payments.models import (
    Notification,
    NotificationRefusal,
    PaymentAttempt,
    PaymentPlan,
)
from payments.services.notification_keeping import KEPT_BYTES
from payments.services.notifications import MAX_BYTES
from shop.common.models import Message, ProviderAccount
from shop.common.selectors import forget_provider_accounts
from tests.cast import grant
from tests.factories.customers import UserFactory
from tests.factories.payments import make_plan
from tests.support.events import deliver_pending
from tests.support.tellers import TELLERS, Teller, Told

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.req("PAY-06"),
    pytest.mark.fault("false-notification"),
]

ALL = ("alipay", "wechat", "unionpay")
# What is not listed cannot be said in the name of that gateway: see tests/support/tellers.py.
KEPT = {
    "forged": dict.fromkeys(ALL, "bad_signature"),
    "altered": dict.fromkeys(ALL, "bad_signature"),
    "of_another_merchant": dict.fromkeys(ALL, "wrong_merchant"),
    "of_another_app": dict.fromkeys(("alipay", "wechat"), "wrong_merchant"),
    "in_dollars": dict.fromkeys(("wechat", "unionpay"), "wrong_amount"),
    "a_fen_less": dict.fromkeys(ALL, "wrong_amount"),
    "old": {"wechat": "stale", "unionpay": "unknown_number"},
    "of_an_unknown_serial": dict.fromkeys(("wechat", "unionpay"), "unknown_key"),
    "from_elsewhere": dict.fromkeys(ALL, "foreign_address"),
}
NOT_KEPT = {"ten_megabytes": "too_large", "of_another_type": "wrong_type"}


def rows_of(table):
    return [
        pytest.param(gateway, lie, verdict, id=f"{gateway} {lie}")
        for lie, verdicts in table.items()
        for gateway, verdict in verdicts.items()
    ]


@pytest.fixture
def finance(db):
    return grant(UserFactory(staff=True), "payments.view_notification")


def set_up(gateway: str) -> tuple[Teller, PaymentAttempt]:
    teller = TELLERS[gateway]()
    account = ProviderAccount.objects.get(provider=gateway)
    account.settings |= {"notify_from": "127.0.0.1"}
    account.save()
    forget_provider_accounts()
    return teller, teller.attempt(make_plan())


def alerts(finance) -> list[str]:
    deliver_pending()
    return list(Message.objects.in_site_for(finance.pk).values_list("kind", flat=True))


def counts() -> list[tuple[str, str, int]]:
    return list(NotificationRefusal.objects.values_list("gateway", "cause", "count"))


@pytest.mark.parametrize(("gateway", "lie", "verdict"), rows_of(KEPT))
def test_a_lie_is_kept_refused_alerted_and_counted(client, finance, gateway, lie, verdict):
    teller, attempt = set_up(gateway)

    answers = [getattr(teller, lie)(attempt).post(client) for _time in range(2)]

    assert [(answer.status_code, answer.content) for answer in answers] == [
        (400, teller.refused)
    ] * 2
    assert {row.verdict for row in Notification.objects.all()} == {verdict}
    assert PaymentPlan.objects.get().captured == 0
    assert alerts(finance) == ["orders.staff_notification_refused"]
    assert counts() == [(gateway, "not_believed", 2)]

    assert teller.true(attempt).post(client).content == teller.believed
    assert PaymentPlan.objects.get().is_paid


@pytest.mark.parametrize(
    ("gateway", "lie", "cause"),
    rows_of({lie: dict.fromkeys(ALL, cause) for lie, cause in NOT_KEPT.items()}),
)
def test_what_is_not_safe_to_keep_is_refused_alerted_and_counted(
    client, finance, gateway, lie, cause
):
    teller, attempt = set_up(gateway)

    answers = [getattr(teller, lie)(attempt).post(client) for _time in range(2)]

    assert [(answer.status_code, answer.content) for answer in answers] == [
        (400, teller.refused)
    ] * 2
    assert not Notification.objects.exists()
    assert PaymentPlan.objects.get().captured == 0
    assert alerts(finance) == ["orders.staff_notification_turned_away"]
    assert counts() == [(gateway, cause, 2)]


@pytest.mark.parametrize(("gateway", "tail"), [("alipay", b"&"), ("wechat", b" ")])
def test_of_a_body_whose_length_nobody_announced_no_more_than_that_is_kept(gateway, tail):
    teller, attempt = set_up(gateway)
    true = teller.true(attempt)

    answer = replace(true, body=true.body + tail * MAX_BYTES).arrive()

    assert answer.body.encode() == teller.refused
    kept = Notification.objects.get()
    assert (kept.verdict, len(kept.body.encode())) == ("malformed", KEPT_BYTES)
    assert PaymentPlan.objects.get().captured == 0


@pytest.mark.parametrize(("gateway", "tail"), [("wechat", b" "), ("unionpay", b"&")])
def test_many_that_anybody_can_send_are_one_alert(client, finance, gateway, tail):
    teller, attempt = set_up(gateway)
    lie: Told = getattr(teller, "of_an_unknown_serial")(attempt)  # noqa: B009  not all have it

    for number in range(3):
        replace(lie, body=lie.body + tail * number).post(client)

    assert Notification.objects.filter(verdict="unknown_key").count() == 3
    assert alerts(finance) == ["orders.staff_notification_refused"]
