"""Of what anybody can send a part is kept for a while; everything is counted."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from payments.models import Notification, NotificationRefusal, PaymentPlan
from payments.policies import PaymentPolicies
from payments.services.notification_keeping import KEPT_BYTES, MOST_PER_HOUR
from payments.tasks import prune_notifications
from shop.celery import SCHEDULE
from shop.common.models import OutboxEvent
from tests.factories.payments import make_attempt, make_merchant, make_plan
from tests.support.policies import decide

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.req("PAY-06"),
    pytest.mark.fault("false-notification"),
]

OLD = timedelta(days=91)


@pytest.fixture
def merchant():
    return make_merchant()


@pytest.fixture
def attempt(merchant):
    return make_attempt(make_plan())


def post(client, body: bytes):
    address = reverse("payments:notify", args=["alipay"])
    return client.post(address, body, content_type="application/x-www-form-urlencoded")


def flood(client, count: int) -> list[bytes]:
    return [post(client, f"out_trade_no=P{number}".encode()).content for number in range(count)]


def kept(**fields) -> Notification:
    values = {
        "gateway": "alipay",
        "body": "a=1",
        "headers": {"A": "b"},
        "ip": "203.0.113.9",
        "verdict": "bad_signature",
        "received_at": timezone.now() - OLD,
        **fields,
    }
    number = Notification.objects.count()
    return Notification.objects.create(**values, notify_id=f"n{number}")


def counted() -> int:
    return NotificationRefusal.objects.get().count


def test_a_flood_of_forged_ones_is_counted_and_kept_in_part(client, merchant):
    answers = flood(client, MOST_PER_HOUR + 3)

    assert answers == [b"failure"] * (MOST_PER_HOUR + 3)
    assert Notification.objects.count() == MOST_PER_HOUR
    assert OutboxEvent.objects.filter(name__endswith="NotificationRefused").count() == MOST_PER_HOUR
    assert counted() == MOST_PER_HOUR + 3


def test_one_that_is_kept_counts_on_in_a_flood(client, merchant):
    flood(client, MOST_PER_HOUR + 1)

    post(client, b"out_trade_no=P0")

    assert Notification.objects.order_by("pk")[0].received_count == 2
    assert counted() == MOST_PER_HOUR + 2


def test_the_next_hour_keeps_again(client, merchant):
    flood(client, MOST_PER_HOUR + 1)
    Notification.objects.update(received_at=timezone.now() - timedelta(hours=1))

    post(client, b"out_trade_no=next")

    assert Notification.objects.count() == MOST_PER_HOUR + 1


def test_a_flood_hides_neither_true_ones_nor_what_a_gateway_signed(client, merchant, attempt):
    flood(client, MOST_PER_HOUR)
    signed_for_another = merchant.notification(attempt, app_id="2021000000000002")

    post(client, signed_for_another)
    answer = post(client, merchant.notification(attempt))

    assert answer.content == b"success"
    assert PaymentPlan.objects.get().is_paid
    assert Notification.objects.filter(verdict="wrong_merchant").count() == 1


def test_of_a_long_forged_one_the_beginning_is_kept(client, merchant):
    post(client, b"out_trade_no=" + b"9" * 60_000)

    assert len(Notification.objects.get().body) == KEPT_BYTES


def test_what_was_refused_long_ago_is_forgotten_and_its_count_stays(client, merchant):
    flood(client, 3)
    Notification.objects.update(received_at=timezone.now() - OLD)

    prune_notifications()

    assert not Notification.objects.exists()
    assert counted() == 3


def test_of_what_was_told_of_a_payment_of_ours_the_row_stays_without_its_text(attempt):
    row = kept(attempt=attempt, verdict="wrong_amount")

    prune_notifications()

    row.refresh_from_db()
    assert (row.verdict, row.body, row.headers, row.ip) == ("wrong_amount", "", {}, None)


@pytest.mark.parametrize("verdict", ["stored", "applied", "repeated", "ignored"])
def test_what_was_believed_stays(verdict):
    row = kept(verdict=verdict)

    prune_notifications()

    row.refresh_from_db()
    assert row.body == "a=1"


def test_the_operators_decide_how_long():
    decide(PaymentPolicies, keep_refused_days=10)
    kept(received_at=timezone.now() - timedelta(days=11))
    young = kept(received_at=timezone.now() - timedelta(days=9))

    prune_notifications()

    assert list(Notification.objects.all()) == [young]


def test_it_is_done_every_night():
    assert SCHEDULE["prune-notifications"]["task"] == "payments.tasks.prune_notifications"
