"""A notification is stored before it is believed, and believed only when everything fits."""

import base64
from urllib.parse import parse_qsl, urlencode

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from django.urls import reverse

from payments.gateways.signatures import signed_text
from payments.models import Notification, PaymentAttempt, PaymentPlan
from shop.common.models import OutboxEvent
from tests.factories import payments as factory
from tests.factories.payments import make_attempt, make_merchant, make_plan

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-06")]


@pytest.fixture
def merchant():
    return make_merchant()


@pytest.fixture
def attempt(merchant) -> PaymentAttempt:
    return make_attempt(make_plan())


def post(client, body: bytes):
    return client.post(
        reverse("payments:notify", args=["alipay"]),
        body,
        content_type="application/x-www-form-urlencoded",
    )


def verdict() -> str:
    return Notification.objects.get().verdict


@pytest.mark.req("PAY-05")
def test_a_true_notification_pays_the_plan(client, merchant, attempt):
    answer = post(client, merchant.notification(attempt))

    assert (answer.status_code, answer.content) == (200, b"success")
    attempt.refresh_from_db()
    plan = PaymentPlan.objects.get()
    assert (attempt.state, attempt.gateway_trade_no) == (
        PaymentAttempt.State.CAPTURED,
        "2026112222001400000000000001",
    )
    assert (plan.captured, plan.is_paid) == (attempt.amount, True)
    assert verdict() == Notification.Verdict.APPLIED


def test_what_said_nothing_yet_is_judged_again_under_its_number(client, merchant, attempt):
    post(client, merchant.notification(attempt, trade_status="WAIT_BUYER_PAY"))
    before = verdict()

    answer = post(client, merchant.notification(attempt))

    assert answer.status_code == 200
    assert (before, verdict()) == ("ignored", "applied")
    assert PaymentPlan.objects.get().is_paid


@pytest.mark.fault("false-notification")
def test_the_gateways_number_of_another_payment_is_refused(client, merchant, attempt):
    other = make_attempt(make_plan("DD2"))
    post(client, merchant.notification(other))

    answer = post(client, merchant.notification(attempt))

    assert (answer.status_code, answer.content) == (400, b"failure")
    refused = Notification.objects.get(attempt=attempt)
    assert refused.verdict == Notification.Verdict.UNKNOWN_NUMBER
    assert PaymentPlan.objects.get(reference="DD1").captured == 0
    assert OutboxEvent.objects.filter(name__endswith="NotificationRefused").count() == 1


@pytest.mark.fault("same-notification")
def test_a_repeated_notification_is_answered_and_changes_nothing(client, merchant, attempt):
    body = merchant.notification(attempt)
    post(client, body)

    answer = post(client, body)

    assert answer.content == b"success"
    assert Notification.objects.get().received_count == 2
    assert PaymentPlan.objects.get().captured == attempt.amount
    assert OutboxEvent.objects.filter(name__endswith="PlanPaid").count() == 1


@pytest.mark.fault("false-notification")
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param({"total_amount": "NaN"}, "wrong_amount", id="no amount"),
        pytest.param({"out_trade_no": "P404"}, "unknown_number", id="unknown number"),
        pytest.param({"sign_type": "RSA"}, "bad_signature", id="older signature"),
    ],
)
def test_what_does_not_fit_is_stored_and_refused(client, merchant, attempt, change, expected):
    answer = post(client, merchant.notification(attempt, **change))

    assert answer.content == b"failure"
    assert verdict() == expected
    attempt.refresh_from_db()
    assert attempt.state == PaymentAttempt.State.PENDING
    assert PaymentPlan.objects.get().captured == 0
    assert OutboxEvent.objects.filter(name__endswith="NotificationRefused").count() == 1


@pytest.mark.fault("false-notification")
@pytest.mark.parametrize("field", ["out_trade_no", "total_amount", "trade_status", "gmt_payment"])
def test_a_field_altered_after_signing_is_refused(client, merchant, attempt, field):
    fields = dict(parse_qsl(merchant.notification(attempt).decode(), keep_blank_values=True))
    fields[field] += "1"

    answer = post(client, urlencode(fields).encode())

    assert answer.content == b"failure"
    assert verdict() == Notification.Verdict.BAD_SIGNATURE
    assert PaymentPlan.objects.get().captured == 0


@pytest.mark.fault("false-notification")
def test_a_sha1_signature_is_refused(client, merchant, attempt):
    fields = dict(parse_qsl(merchant.notification(attempt).decode(), keep_blank_values=True))
    signature = factory._key("alipay").sign(signed_text(fields), padding.PKCS1v15(), hashes.SHA1())
    fields["sign"] = base64.b64encode(signature).decode()

    answer = post(client, urlencode(fields).encode())

    assert answer.content == b"failure"
    assert verdict() == Notification.Verdict.BAD_SIGNATURE


@pytest.mark.fault("false-notification")
@pytest.mark.parametrize(
    "body",
    [b"\xff\xfe", b"a=1&b=2", b"&".join(b"a=1" for _ in range(300))],
    ids=["no text", "no fields", "too many fields"],
)
def test_garbage_is_refused_without_an_error(client, merchant, body):
    answer = post(client, body)

    assert answer.content == b"failure"
    assert verdict() == Notification.Verdict.MALFORMED


def test_an_unpaid_state_changes_nothing(client, merchant, attempt):
    answer = post(client, merchant.notification(attempt, trade_status="TRADE_CLOSED"))

    assert answer.content == b"success"
    assert verdict() == Notification.Verdict.IGNORED
    assert PaymentPlan.objects.get().captured == 0


def test_an_unknown_gateway_is_not_found(client):
    answer = client.post(reverse("payments:notify", args=["nobody"]), b"x", content_type="a/b")

    assert answer.status_code == 404
