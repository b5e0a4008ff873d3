"""Notifications about a shopper's order: the false ones, and a true one fifty times at once."""

from urllib.parse import parse_qsl, urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.models import User
from orders.events import OrderPaid
from payments.events import PaymentCaptured, PlanPaid
from payments.models import Notification, PaymentAttempt, PaymentPlan
from shop.common.models import Message, OutboxDelivery
from shop.common.services.outbox import deliver
from shop.services.roles import ensure_roles, give_role
from tests.factories.customers import UserFactory
from tests.factories.orders import place
from tests.factories.payments import make_attempt, make_merchant
from tests.support.events import deliver_pending, published
from tests.support.together import run_together

AT_ONCE = 50


@pytest.fixture
def merchant(db):
    return make_merchant()


@pytest.fixture
def finance(db):
    ensure_roles()
    member = UserFactory(staff=True, nickname="财务", language="en")
    give_role(user_id=member.pk, code="finance")
    return member


def buyer_of(client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])


def attempt_for(order) -> PaymentAttempt:
    return make_attempt(PaymentPlan.objects.get(reference=order.number))


def notify(body: bytes):
    address = reverse("payments:notify", args=["alipay"])
    return Client().post(address, body, content_type="application/x-www-form-urlencoded")


def altered(body: bytes, **fields: str) -> bytes:
    return urlencode(dict(parse_qsl(body.decode(), keep_blank_values=True)) | fields).encode()


@pytest.mark.fault("false-notification")
@pytest.mark.req("PAY-06")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("falsify", "verdict"),
    [
        pytest.param(
            lambda m, a: altered(m.notification(a), sign="AAAA"), "bad_signature", id="forged"
        ),
        pytest.param(
            lambda m, a: altered(m.notification(a), gmt_payment="2020-01-01 00:00:00"),
            "bad_signature",
            id="altered",
        ),
        pytest.param(
            lambda m, a: m.notification(a, app_id="2021000000000002"),
            "wrong_merchant",
            id="other-app",
        ),
        pytest.param(
            lambda m, a: m.notification(a, total_amount="1.28"), "wrong_amount", id="other-amount"
        ),
        pytest.param(
            lambda m, a: m.notification(a, out_trade_no="P404"),
            "unknown_number",
            id="unknown-number",
        ),
    ],
)
def test_a_false_notification_is_refused_and_the_staff_is_called(
    merchant, finance, customer_client, falsify, verdict
):
    order = place(buyer_of(customer_client))
    attempt = attempt_for(order)

    answer = notify(falsify(merchant, attempt))
    deliver_pending()

    assert (answer.status_code, answer.content) == (400, b"failure")
    assert Notification.objects.get().verdict == verdict
    notice = Message.objects.get(recipient=finance)
    assert notice.kind == "orders.staff_notification_refused"
    assert notice.link == f"/admin/payments/notification/?verdict__exact={verdict}"
    attempt.refresh_from_db()
    order.refresh_from_db()
    assert (attempt.state, order.payment_state) == ("pending", "unpaid")
    assert PaymentPlan.objects.get().captured == 0
    assert "Pay now" in customer_client.get(f"/pay/{order.number}/").text


@pytest.mark.fault("same-notification")
@pytest.mark.req("PAY-06", "ORD-03")
@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_fifty_equal_notifications_are_one_capture_one_event_and_one_message(merchant, customer):
    customer.identities.create(
        kind="email", value="xiaoming@example.com", verified_at=timezone.now()
    )
    order = place(customer)
    body = merchant.notification(attempt_for(order))

    answers = run_together([lambda: notify(body)] * AT_ONCE)
    run_together([deliver_everything] * 8)
    deliver_pending()

    replies = [(o.value.status_code, o.value.content) for o in answers if o.value]
    assert replies == [(200, b"success")] * AT_ONCE
    assert PaymentPlan.objects.get().captured == order.total
    assert Notification.objects.get().received_count == AT_ONCE
    assert [len(published(event)) for event in (PaymentCaptured, PlanPaid, OrderPaid)] == [1, 1, 1]
    told = Message.objects.filter(kind="orders.paid", recipient=customer)
    assert sorted(told.values_list("channel", flat=True)) == ["email", "in_site"]
    order.refresh_from_db()
    assert order.payment_state == "paid"


def deliver_everything() -> None:
    """What each of several workers does that were handed the same deliveries."""
    for delivery_id in OutboxDelivery.objects.order_by("pk").values_list("pk", flat=True):
        deliver(delivery_id=delivery_id)
