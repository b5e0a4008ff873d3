"""Notifications of UnionPay through the live view: stored, judged, and refused when false."""

from decimal import Decimal

import pytest
from cryptography.hazmat.primitives import hashes
from django.urls import reverse
from django.utils import timezone

from payments.models import (
    Notification,
    PaymentAttempt,
    PaymentPlan,
    Refund,
    RefundPart,
)
from payments.services.attempts import create_attempt
from payments.services.captures import settle_capture
from payments.services.failing import note_failure
from payments.services.refunds import request_refund
from shop.common.models import OutboxEvent
from tests.factories.payments import ACTOR, make_plan, paid_report
from tests.factories.unionpay import (
    SIGNER,
    UnionPayMerchant,
    body_of,
    certificate,
    make_unionpay,
    middle,
    signed,
    signing,
)

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-06")]
FORM = "application/x-www-form-urlencoded;charset=UTF-8"


@pytest.fixture
def merchant() -> UnionPayMerchant:
    return make_unionpay()


@pytest.fixture
def attempt(merchant) -> PaymentAttempt:
    plan = make_plan()
    return create_attempt(reference=plan.reference, gateway_code="unionpay", product="page")


def post(client, body: bytes, content_type: str = FORM):
    return client.post(
        reverse("payments:notify", args=["unionpay"]), body, content_type=content_type
    )


def is_refused(answer, attempt, verdict: str) -> None:
    """It was kept, answered by a failure, told to staff, and changed nothing."""
    assert (answer.status_code, answer.content) == (400, b"fail")
    assert Notification.objects.get().verdict == verdict
    attempt.refresh_from_db()
    assert attempt.state == PaymentAttempt.State.PENDING
    assert PaymentPlan.objects.get().captured == 0
    assert OutboxEvent.objects.filter(name__endswith="NotificationRefused").count() == 1


@pytest.mark.req("PAY-05")
def test_a_true_notification_pays_the_plan(client, merchant, attempt):
    answer = post(client, body_of(signed(merchant.notification(attempt))))

    assert (answer.status_code, answer.content) == (200, b"ok")
    attempt.refresh_from_db()
    assert (attempt.state, attempt.gateway_trade_no, attempt.payer) == (
        PaymentAttempt.State.CAPTURED,
        "202611221000001234567",
        "6216261****0018",
    )
    assert attempt.captured_at == attempt.created_at.replace(microsecond=0)
    assert PaymentPlan.objects.get().is_paid


def test_success_with_a_defect_is_paid(client, merchant, attempt):
    post(client, body_of(signed(merchant.notification(attempt, respCode="A6"))))

    assert PaymentPlan.objects.get().is_paid


@pytest.mark.fault("same-notification")
def test_a_repeat_signed_anew_is_answered_and_changes_nothing(client, merchant, attempt):
    fields = merchant.notification(attempt)
    post(client, body_of(signed(fields)))

    answer = post(client, body_of(signed(fields | {"respMsg": "Success!"})))

    assert answer.status_code == 200
    assert Notification.objects.get().received_count == 2
    assert PaymentPlan.objects.get().captured == attempt.amount


@pytest.mark.fault("false-notification")
@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        pytest.param({"txnAmt": "99.90"}, "wrong_amount", id="no amount in fen"),
        pytest.param({"txnAmt": ""}, "wrong_amount", id="no amount"),
        pytest.param(
            {"currencyCode": "", "settleCurrencyCode": ""}, "wrong_amount", id="no currency"
        ),
        pytest.param({"orderId": "P404P404"}, "unknown_number", id="unknown number"),
        pytest.param({"txnTime": "20201399000000"}, "malformed", id="no moment"),
    ],
)
def test_what_is_signed_but_does_not_fit_is_refused(client, merchant, attempt, change, verdict):
    answer = post(client, body_of(signed(merchant.notification(attempt, **change))))

    is_refused(answer, attempt, verdict)


@pytest.mark.fault("false-notification")
@pytest.mark.parametrize("name", ["txnAmt", "orderId", "respCode", "queryId", "merId", "accNo"])
def test_a_field_altered_after_signing_is_refused(client, merchant, attempt, name):
    fields = signed(merchant.notification(attempt))

    answer = post(client, body_of(fields | {name: fields[name] + "1"}))

    is_refused(answer, attempt, "bad_signature")


@pytest.mark.fault("false-notification")
def test_a_field_added_after_signing_is_refused(client, merchant, attempt):
    fields = signed(merchant.notification(attempt))

    answer = post(client, body_of(fields | {"reserved": "more"}))

    is_refused(answer, attempt, "bad_signature")


@pytest.mark.fault("false-notification")
def test_a_sha1_signature_is_refused(client, merchant, attempt):
    fields = signed(merchant.notification(attempt), algorithm=hashes.SHA1())

    is_refused(post(client, body_of(fields)), attempt, "bad_signature")


@pytest.mark.fault("false-notification")
@pytest.mark.parametrize("whose", ["another root", "merchant's"])
def test_a_foreign_certificate_is_refused(client, merchant, attempt, whose):
    foreign = (
        signing(SIGNER, "another root")
        if whose == "another root"
        else certificate("041@1@某商户@1", "signing", by=middle(), by_key="root middle")
    )
    fields = signed(merchant.notification(attempt), cert=foreign)

    is_refused(post(client, body_of(fields)), attempt, "unknown_key")


@pytest.mark.fault("false-notification")
def test_an_expired_certificate_is_refused(client, merchant, attempt, time_machine):
    fields = signed(merchant.notification(attempt))
    time_machine.move_to("2049-06-01")

    is_refused(post(client, body_of(fields)), attempt, "unknown_key")


@pytest.mark.fault("false-notification")
@pytest.mark.parametrize(
    "body",
    [b"\xff\xfe", b"a=1&b=2", b"&".join(b"a=1" for _ in range(300))],
    ids=["no text", "no fields", "too many fields"],
)
def test_garbage_is_refused_without_an_error(client, merchant, attempt, body):
    is_refused(post(client, body), attempt, "malformed")
    assert len(Notification.objects.get().body) <= 65_536


@pytest.mark.fault("false-notification")
def test_a_field_given_twice_is_refused(client, merchant, attempt):
    body = body_of(signed(merchant.notification(attempt)))

    is_refused(post(client, body + b"&respCode=00"), attempt, "malformed")


def test_news_of_a_failure_changes_nothing(client, merchant, attempt):
    answer = post(client, body_of(signed(merchant.notification(attempt, respCode="64"))))

    assert answer.status_code == 200
    assert Notification.objects.get().verdict == Notification.Verdict.IGNORED
    assert PaymentPlan.objects.get().captured == 0


def test_every_card_refused_at_one_cashier_is_counted_once(client, merchant, attempt):
    for number in ("1", "2", "2", "3"):
        news = merchant.notification(attempt, respCode="64", queryId=f"20261122{number}")
        post(client, body_of(signed(news)))

    attempt.refresh_from_db()
    assert (attempt.refusal_count, attempt.failure_group) == (3, "bank")


def test_a_refusal_that_is_told_again_after_the_payer_set_out_anew_is_no_other(
    client, merchant, attempt
):
    refused = merchant.notification(attempt, respCode="64")
    post(client, body_of(signed(refused)))
    attempt.refresh_from_db()
    attempt.take_up(timezone.now())

    post(client, body_of(signed(refused)))
    note_failure(attempt_id=attempt.pk, code="64", try_mark=mark_of(refused))
    attempt.refresh_from_db()
    before = attempt.refusal_count
    next_card = mark_of(refused | {"traceTime": "1122101500"})
    note_failure(attempt_id=attempt.pk, code="64", try_mark=next_card)

    attempt.refresh_from_db()
    assert (before, attempt.refusal_count) == (1, 2)


def mark_of(fields: dict[str, str]) -> str:
    """Name the try as an answer to a question does."""
    names = ("queryId", "traceNo", "traceTime", "respCode")
    return "-".join(fields[name] for name in names)


def test_a_card_that_was_refused_does_not_swallow_the_one_that_paid(client, merchant, attempt):
    for code in ("05", "05", "00"):
        answer = post(client, body_of(signed(merchant.notification(attempt, respCode=code))))

    assert answer.status_code == 200
    assert PaymentPlan.objects.get().is_paid
    assert [row.verdict for row in Notification.objects.order_by("pk")] == ["ignored", "applied"]


@pytest.fixture
def part(attempt) -> RefundPart:
    settle_capture(attempt_id=attempt.pk, report=paid_report(attempt), actor=ACTOR)
    refund = request_refund(
        reference="DD1", amount=Decimal("40.00"), cause_key="case:1", actor=ACTOR
    )
    return refund.parts.get()


def news_of(part: RefundPart, merchant: UnionPayMerchant, **changes: str) -> bytes:
    about = {"txnType": "04", "orderId": part.out_request_no, "txnAmt": "4000", **changes}
    return body_of(signed(merchant.notification(part.attempt, **about)))


@pytest.mark.parametrize("kind", ["04", "31"])
def test_news_of_a_refund_finishes_it_once(client, merchant, part, kind):
    body = news_of(part, merchant, txnType=kind)

    assert [post(client, body).status_code for _time in range(2)] == [200, 200]

    assert Refund.objects.get().state == Refund.State.DONE
    assert OutboxEvent.objects.filter(name__endswith="RefundDone").count() == 1


def test_a_refund_that_a_bank_works_on_does_not_swallow_its_end(client, merchant, part):
    for code in ("05", "00"):
        post(client, news_of(part, merchant, respCode=code))

    assert Refund.objects.get().state == Refund.State.DONE
    assert [row.verdict for row in Notification.objects.order_by("pk")] == ["ignored", "applied"]


@pytest.mark.fault("false-notification")
@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({"txnAmt": "3999"}, "wrong_amount"),
        ({"currencyCode": "840"}, "malformed"),
        ({"orderId": "R404R404"}, "unknown_number"),
    ],
    ids=["a fen less", "dollars", "unknown number"],
)
def test_false_news_of_a_refund_is_refused(client, merchant, part, change, verdict):
    answer = post(client, news_of(part, merchant, **change))

    assert answer.status_code == 400
    assert Notification.objects.get().verdict == verdict
    assert Refund.objects.get().state == Refund.State.PENDING
