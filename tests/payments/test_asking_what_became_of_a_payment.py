"""The result page asks and never lies: what failed before may be paid by now."""

from datetime import timedelta

import pytest
from django.utils import timezone

from payments.models import PaymentAttempt, PaymentPlan
from payments.services import queries
from payments.services.attempts import create_attempt, keep_departure, mark_attempt_refused
from payments.services.failing import note_failure
from payments.services.queries import query_attempt
from payments.tasks import ask_about_attempt
from payments.types import Departure, DepartureKind, TradeReport, TradeState
from shop.common.transport import ProviderUnavailable
from tests.factories.payments import make_attempt, make_merchant, make_plan

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-08")]

NO_FUNDS = "ACQ.BUYER_BALANCE_NOT_ENOUGH"
ASKING = "We are asking the payment service"
FAILED = "The payment did not succeed"
SCAN = "Waiting for you to scan the code"
UNPAID = "Not paid yet"
SENTENCES = (ASKING, FAILED, SCAN, UNPAID)
POLL = {"HX-Request": "true"}


@pytest.fixture
def plan(customer) -> PaymentPlan:
    make_merchant()
    return make_plan(customer=customer)


@pytest.fixture
def refused_once(plan) -> PaymentAttempt:
    """An attempt whose card was refused, and that its cashier still lets be paid."""
    attempt = make_attempt(plan)
    note_failure(attempt_id=attempt.pk, code=NO_FUNDS)
    return attempt


@pytest.fixture
def asked(monkeypatch) -> list[int]:
    """The attempts whose gateways somebody wants to be asked."""
    asked: list[int] = []
    monkeypatch.setattr(
        "payments.views.pay_results.hand_over",
        lambda task, *, attempt_id: (
            asked.append(attempt_id) if task == ask_about_attempt.name else 0
        ),
    )
    return asked


def told_on(client, path: str, **headers: str) -> set[str]:
    page = client.get(f"/pay/DD1/{path}", headers=headers).text
    return {sentence for sentence in SENTENCES if sentence in page}


def test_who_comes_back_is_not_told_of_a_failure_that_was_noted_before(
    customer_client, refused_once, asked
):
    before = told_on(customer_client, "")
    shown = told_on(customer_client, "return/")

    assert (before, shown) == ({FAILED}, {ASKING})
    assert asked == [refused_once.pk]
    assert told_on(customer_client, "status/", **{"HX-Request": "true"}) == {ASKING}


def test_a_failure_that_the_gateway_tells_afterwards_is_shown(customer_client, refused_once):
    told_on(customer_client, "return/")
    note_failure(attempt_id=refused_once.pk, code=NO_FUNDS)

    asked = customer_client.get("/pay/DD1/status/", headers={"HX-Request": "true"})
    assert asked.headers["HX-Redirect"] == "/pay/DD1/"  # where the other ways are
    assert told_on(customer_client, "") == {FAILED}
    assert told_on(customer_client, "status/?ask=again") == {FAILED}  # the button without scripts
    assert told_on(customer_client, "status/?ask=1") == {ASKING}


def test_what_is_said_again_of_one_try_is_one_refusal(customer_client, refused_once):
    note_failure(attempt_id=refused_once.pk, code=NO_FUNDS)
    refused_once.refresh_from_db()
    before = refused_once.refusal_count

    told_on(customer_client, "return/")
    note_failure(attempt_id=refused_once.pk, code=NO_FUNDS)

    refused_once.refresh_from_db()
    assert (before, refused_once.refusal_count) == (1, 1)
    refused_once.take_up(timezone.now())
    note_failure(attempt_id=refused_once.pk, code=NO_FUNDS)
    refused_once.refresh_from_db()
    assert refused_once.refusal_count == 2


def test_of_very_many_refused_cards_a_thousand_are_counted(refused_once):
    PaymentAttempt.objects.update(
        refused_tries=[f"{number}" for number in range(1000)], refusal_count=1000
    )

    note_failure(attempt_id=refused_once.pk, code=NO_FUNDS, try_mark="one more")

    refused_once.refresh_from_db()
    assert (refused_once.refusal_count, len(refused_once.refused_tries)) == (1000, 1000)


def test_news_of_a_refusal_that_come_late_say_nothing_to_who_came_back(
    customer_client, refused_once
):
    told_on(customer_client, "return/")

    note_failure(attempt_id=refused_once.pk, code=NO_FUNDS, may_be_late=True)

    assert told_on(customer_client, "status/") == {ASKING}


def test_an_answer_to_an_earlier_question_does_not_count(customer_client, refused_once):
    asked_at = timezone.now()
    told_on(customer_client, "return/")
    note_failure(attempt_id=refused_once.pk, code=NO_FUNDS, at=asked_at)

    assert told_on(customer_client, "status/") == {ASKING}


def test_an_attempt_that_is_taken_up_again_shows_no_failure_and_rules_of_risk_still_count_it(
    customer_client, refused_once
):
    customer_client.post("/pay/DD1/start/", {"way": "alipay:page"})

    attempt = PaymentAttempt.objects.get()
    assert attempt.pk == refused_once.pk
    assert (attempt.failure_stands, attempt.refusal_count) == (False, 1)
    assert told_on(customer_client, "") == set()


def test_what_was_begun_another_way_is_asked_about_and_may_be_paid_too(
    customer_client, plan, asked
):
    first = make_attempt(plan)
    second = create_attempt(reference="DD1", gateway_code="alipay", product="qr")
    mark_attempt_refused(attempt_id=second.pk, code=NO_FUNDS)

    assert told_on(customer_client, "return/") == {ASKING}
    assert asked == [first.pk]


def test_who_paid_just_before_the_deadline_is_not_told_that_it_is_too_late(customer_client, plan):
    make_attempt(plan)
    PaymentPlan.objects.update(deadline=timezone.now() - timedelta(seconds=5))

    shown = customer_client.get("/pay/DD1/return/").text

    assert ASKING in shown
    assert "cannot be paid any more" not in shown
    assert "hx-get" in shown
    assert "cannot be paid any more" in customer_client.get("/pay/DD1/").text


@pytest.fixture
def says(monkeypatch):
    """Let the gateway say something of every trade, or raise."""

    def say(answer: TradeState | Exception) -> None:
        class House:
            def query(self, trade):
                if isinstance(answer, Exception):
                    raise answer
                return TradeReport(out_trade_no=trade.out_trade_no, state=answer)

        monkeypatch.setattr(queries, "gateway", lambda code: House())

    return say


@pytest.fixture
def shown_code(plan) -> PaymentAttempt:
    attempt = create_attempt(reference="DD1", gateway_code="alipay", product="qr")
    keep_departure(
        attempt_id=attempt.pk,
        departure=Departure(kind=DepartureKind.QR, url="https://qr.example/1"),
    )
    return attempt


@pytest.mark.parametrize("answer", [TradeState.WAITING, TradeState.NOT_FOUND])
def test_a_code_waits_to_be_scanned_until_the_payer_asks_and_the_gateway_answers(
    customer_client, shown_code, says, asked, answer
):
    says(answer)
    first = told_on(customer_client, "departure/")
    query_attempt(attempt_id=shown_code.pk)  # the sweep asks by itself
    polled = told_on(customer_client, "status/", **POLL)
    pressed = told_on(customer_client, "status/?ask=1", **POLL)
    query_attempt(attempt_id=shown_code.pk)
    answered = told_on(customer_client, "status/", **POLL)

    assert (first, polled, pressed, answered) == ({SCAN}, {SCAN}, {ASKING}, {UNPAID})
    assert told_on(customer_client, "departure/") == {UNPAID}
    shown_code.refresh_from_db()
    shown_code.take_up(timezone.now())
    assert told_on(customer_client, "departure/") == {SCAN}


def test_who_comes_back_without_having_paid_is_told_so(customer_client, plan, says):
    attempt = make_attempt(plan)
    says(TradeState.WAITING)

    back = told_on(customer_client, "return/")
    query_attempt(attempt_id=attempt.pk)

    assert (back, told_on(customer_client, "status/", **POLL)) == ({ASKING}, {UNPAID})
    assert "Pay again" in customer_client.get("/pay/DD1/return/").text


def test_a_gateway_that_does_not_answer_is_still_being_asked(customer_client, plan, says):
    attempt = make_attempt(plan)
    says(ProviderUnavailable())

    told_on(customer_client, "return/")
    query_attempt(attempt_id=attempt.pk)

    assert told_on(customer_client, "status/") == {ASKING}


@pytest.mark.parametrize("path", ["status/?ask=1", "status/?ask=again", "return/"])
def test_who_asks_again_and_again_asks_the_gateway_once_in_five_seconds(
    customer_client, plan, asked, time_machine, path
):
    attempt = make_attempt(plan)
    time_machine.move_to(timezone.now(), tick=False)

    for _press in range(30):
        customer_client.get(f"/pay/DD1/{path}")
    at_once = len(asked)
    time_machine.shift(5)
    customer_client.get(f"/pay/DD1/{path}")

    assert at_once == 1
    assert asked == [attempt.pk, attempt.pk]


def test_an_attempt_can_be_asked_about_for_weeks(plan):
    attempt = make_attempt(plan)
    PaymentAttempt.objects.update(query_count=32_767, next_query_at=timezone.now())

    query_attempt(attempt_id=attempt.pk)

    attempt.refresh_from_db()
    assert attempt.query_count == 32_768
