"""Several payments for one plan: a limit forces them, or a deposit comes before the balance."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from payments.errors import PartsNotPossible
from payments.events import ExcessCaptured, PlanPaid
from payments.models import Payment, PaymentAttempt, PaymentPlan, Refund
from payments.policies import PaymentLimits, PaymentPolicies
from payments.services.attempts import create_attempt
from payments.services.captures import settle_capture
from payments.services.instalments import pay_in_parts
from payments.services.plans import close_plan, open_plan
from shop.common.actors import person
from tests.factories.payments import ACTOR, make_attempt, make_merchant, make_plan, paid_report
from tests.support.events import published
from tests.support.policies import decide

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-10")]


@pytest.fixture
def plan(customer) -> PaymentPlan:
    make_merchant()
    return make_plan(total="1600.01", customer=customer)


def divide(plan: PaymentPlan, parts: int = 3) -> PaymentPlan:
    return pay_in_parts(
        reference=plan.reference,
        customer_id=plan.customer_id,
        parts=parts,
        actor=person(plan.customer_id),
    )


def pay_next(plan: PaymentPlan) -> PaymentAttempt:
    attempt = make_attempt(plan)
    settle_capture(attempt_id=attempt.pk, report=paid_report(attempt), actor=ACTOR)
    plan.refresh_from_db()
    return attempt


def due(plan: PaymentPlan) -> list[Decimal]:
    rows = plan.payments.filter(state=Payment.State.DUE).order_by("position")
    return list(rows.values_list("amount", flat=True))


def test_parts_sum_to_the_fen_and_the_last_one_pays_the_plan(plan):
    divide(plan)

    assert due(plan) == [Decimal("533.34"), Decimal("533.34"), Decimal("533.33")]
    paid = []
    for _part in range(3):
        paid.append(pay_next(plan).amount)
        assert plan.is_paid == (len(paid) == 3)
    assert plan.captured == sum(paid) == plan.total
    assert len(published(PlanPaid)) == 1


@pytest.mark.parametrize("parts", [0, 4, 99])
def test_no_part_is_below_the_least_amount(plan, parts):
    with pytest.raises(PartsNotPossible):
        divide(plan, parts)

    assert due(plan) == [Decimal("1600.01")]


@pytest.mark.fault("sent-twice")
def test_asked_twice_it_is_divided_once_and_what_was_begun_goes_on(plan):
    divide(plan, 2)
    begun = make_attempt(plan)

    divide(plan, 2)

    begun.refresh_from_db()
    assert begun.state == "pending"
    assert due(plan) == [Decimal("800.01"), Decimal("800.00")]


def test_what_is_refused_closes_nothing_that_was_begun(plan):
    begun = make_attempt(plan)

    with pytest.raises(PartsNotPossible):
        divide(plan, 99)

    begun.refresh_from_db()
    assert begun.state == "pending"


def test_what_is_still_due_can_be_divided_anew_and_be_paid_at_once(plan):
    divide(plan, 2)
    pay_next(plan)
    decide(PaymentPolicies, parts_least=Decimal(100))
    divide(plan, 4)
    four = due(plan)

    divide(plan, 1)

    assert (four, due(plan)) == ([Decimal("200.00")] * 4, [Decimal("800.00")])
    pay_next(plan)
    assert plan.is_paid
    assert plan.captured == plan.total


def test_a_deposit_is_divided_without_its_balance(customer):
    make_merchant()
    plan = open_plan(
        reference="DD2",
        customer_id=customer.pk,
        subject="开店 订单",
        total=Decimal(3000),
        deadline=timezone.now() + timedelta(days=2),
        instalments=[Decimal(1000), Decimal(2000)],
        actor=ACTOR,
    )

    divide(plan, 2)
    divide(plan, 1)

    assert due(plan) == [Decimal("1000.00"), Decimal("2000.00")]
    assert make_attempt(plan).amount == Decimal("1000.00")


def test_money_that_still_comes_for_the_whole_goes_back(plan):
    whole = make_attempt(plan)
    divide(plan)

    settle_capture(attempt_id=whole.pk, report=paid_report(whole), actor=ACTOR)

    plan.refresh_from_db()
    assert not plan.is_paid
    assert (plan.captured, plan.refunded) == (plan.total, plan.total)
    assert len(due(plan)) == 3


def test_what_was_paid_in_part_goes_back_when_time_runs_out(plan):
    divide(plan)
    pay_next(plan)

    closed = close_plan(reference=plan.reference, actor=ACTOR)
    late = PaymentAttempt.objects.get()

    assert closed.captured - closed.refunded == late.captured_amount == Decimal("533.34")


def test_a_deposit_comes_before_the_balance(customer):
    amounts = [Decimal("30.00"), Decimal("69.90")]
    plan = open_plan(
        reference="DD2",
        customer_id=customer.pk,
        subject="开店 订单",
        total=Decimal("99.90"),
        deadline=timezone.now() + timedelta(days=2),
        instalments=amounts,
        actor=ACTOR,
    )

    assert pay_next(plan).amount == amounts[0]
    assert due(plan) == amounts[1:]
    with pytest.raises(ValueError, match="are not"):
        open_plan(
            reference="DD3",
            customer_id=customer.pk,
            subject="开店 订单",
            total=Decimal("99.91"),
            deadline=timezone.now(),
            instalments=amounts,
            actor=ACTOR,
        )


def test_success_twice_keeps_one_and_sends_one_back(plan):
    first = make_attempt(plan, product="page")
    second = create_attempt(reference=plan.reference, gateway_code="alipay", product="qr")
    for attempt in (first, second):
        settle_capture(attempt_id=attempt.pk, report=paid_report(attempt), actor=ACTOR)

    plan.refresh_from_db()
    assert plan.is_paid
    assert plan.captured - plan.refunded == plan.total
    assert Refund.objects.get().parts.get().attempt == second
    assert len(published(ExcessCaptured)) == 1


def test_the_page_offers_parts_and_leads_through_them(customer_client, plan):
    page = customer_client.get("/pay/DD1/").text
    assert 'action="/pay/DD1/parts/"' in page

    assert customer_client.post("/pay/DD1/parts/", {"parts": "2"}).url == "/pay/DD1/"
    first = pay_next(plan)
    shown = customer_client.get("/pay/DD1/return/")
    page = customer_client.get(shown.url).text

    assert shown.url == "/pay/DD1/"
    assert first.amount == Decimal("800.01")
    assert "¥800.00" in page
    assert 'action="/pay/DD1/parts/"' not in page


def test_parts_are_not_offered_for_small_amounts(customer_client, plan):
    decide(PaymentPolicies, parts_least=Decimal("800.01"))

    assert "/parts/" not in customer_client.get("/pay/DD1/").text
    refused = customer_client.post("/pay/DD1/parts/", {"parts": "2"})
    assert (refused.status_code, due(plan)) == (422, [Decimal("1600.01")])


LIMIT = "This amount is too much for one payment"


def test_where_every_way_has_a_lower_limit_parts_are_the_way_out(customer_client, plan):
    decide(PaymentLimits, alipay_most=Decimal(600))

    page = customer_client.get("/pay/DD1/").text
    refused = customer_client.post("/pay/DD1/parts/", {"parts": "2"})
    customer_client.post("/pay/DD1/parts/", {"parts": "3"})

    assert LIMIT in page
    assert "try again in a few minutes" not in page
    assert offered(page) == ["3"]
    assert refused.status_code == 422
    page = customer_client.get("/pay/DD1/").text
    assert LIMIT not in page
    assert 'value="alipay:page"' in page
    assert offered(page) == []  # neither two parts nor all at once would fit


def offered(page: str) -> list[str]:
    """The numbers of parts to choose from."""
    return re.findall(r'<option value="(\d+)">', page)


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        pytest.param({"alipay_most": Decimal(1)}, "No way of paying takes this amount", id="none"),
        pytest.param({"alipay_most": Decimal(0)}, "Way of paying", id="no limit"),
    ],
)
def test_an_amount_that_no_way_takes_is_not_to_be_tried_again(customer_client, plan, limits, told):
    decide(PaymentLimits, **limits)

    page = customer_client.get("/pay/DD1/").text

    assert told in page
    assert "try again in a few minutes" not in page


def test_the_page_offers_to_divide_anew_what_is_left(customer_client, plan):
    decide(PaymentPolicies, parts_least=Decimal(100))
    customer_client.post("/pay/DD1/parts/", {"parts": "2"})
    pay_next(plan)

    page = customer_client.get("/pay/DD1/").text
    again = customer_client.post("/pay/DD1/parts/", {"parts": "4"})
    same = customer_client.post("/pay/DD1/parts/", {"parts": "4"})

    assert offered(page) == ["2", "3", "4"]
    assert (again.url, same.url) == ("/pay/DD1/", "/pay/DD1/")
    assert due(plan) == [Decimal("200.00")] * 4
