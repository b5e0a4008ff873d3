"""Refunds: once per cause, never more than was paid, newest payment first."""

from decimal import Decimal

import pytest
from django.urls import reverse

from payments.audits import audit_excess, audit_refund_parts, audit_sums
from payments.errors import PlanNotPayable, RefundExceedsCapture, RefundNotTheSame
from payments.models import LedgerEntry, PaymentPlan, Refund, RefundPart
from payments.selectors.movements import movements_of
from payments.services.captures import settle_capture
from payments.services.plans import close_plan
from payments.services.refund_outcomes import settle_refund_part
from payments.services.refund_retries import retry_refund_part
from payments.services.refunds import request_refund
from payments.types import RefundReport, RefundState
from shop.common.models import OutboxEvent
from tests.factories.payments import (
    ACTOR,
    make_attempt,
    make_paid_plan,
    make_plan,
    paid_report,
)

pytestmark = pytest.mark.django_db


def refund(amount: str, cause: str = "case:1", reference: str = "DD1") -> Refund:
    return request_refund(reference=reference, amount=Decimal(amount), cause_key=cause, actor=ACTOR)


def books_agree() -> bool:
    return not [*audit_sums(), *audit_refund_parts(), *audit_excess()]


def test_a_refund_reserves_its_amount_at_once():
    plan = make_paid_plan()

    made = refund("40.00")

    plan.refresh_from_db()
    part = made.parts.get()
    assert (plan.refunded, part.amount) == (Decimal("40.00"), Decimal("40.00"))
    assert part.attempt.refunded_amount == Decimal("40.00")
    assert books_agree()


def test_the_same_cause_refunds_once():
    make_paid_plan()
    first = refund("40.00")

    assert refund("40.00") == first
    assert PaymentPlan.objects.get().refunded == Decimal("40.00")


def test_the_same_cause_with_another_amount_is_refused():
    make_paid_plan()
    refund("40.00")

    with pytest.raises(RefundNotTheSame):
        refund("41.00")

    assert PaymentPlan.objects.get().refunded == Decimal("40.00")


@pytest.mark.parametrize("amount", ["59.91", "0.00", "-1.00"])
def test_no_more_than_was_paid_goes_back(amount):
    make_paid_plan()
    refund("40.00")

    with pytest.raises(RefundExceedsCapture):
        refund(amount, cause="case:2")

    assert PaymentPlan.objects.get().refunded == Decimal("40.00")
    assert Refund.objects.count() == 1


def test_the_last_part_done_makes_the_refund_done():
    make_paid_plan()
    part = refund("40.00").parts.get()

    settle_refund_part(part_id=part.pk, report=RefundReport(state=RefundState.DONE), actor=ACTOR)
    settle_refund_part(part_id=part.pk, report=RefundReport(state=RefundState.DONE), actor=ACTOR)

    assert Refund.objects.get().state == Refund.State.DONE
    assert OutboxEvent.objects.filter(name__endswith="RefundDone").count() == 1


def test_a_refused_part_waits_for_staff_under_the_same_number():
    make_paid_plan()
    part = refund("40.00").parts.get()
    settle_refund_part(
        part_id=part.pk,
        report=RefundReport(state=RefundState.REFUSED, code="ACQ.SELLER_BALANCE_NOT_ENOUGH"),
        actor=ACTOR,
    )

    again = retry_refund_part(part_id=part.pk, actor=ACTOR)

    assert (again.state, again.out_request_no) == (
        RefundPart.State.RESERVED,
        part.out_request_no,
    )
    assert PaymentPlan.objects.get().refunded == Decimal("40.00")


def test_a_refusal_that_is_told_twice_is_booked_and_told_once():
    make_paid_plan()
    part = refund("40.00").parts.get()

    news = [
        settle_refund_part(
            part_id=part.pk,
            report=RefundReport(state=RefundState.REFUSED, code="ABNORMAL"),
            actor=ACTOR,
        )
        for _time in range(2)
    ]

    assert news == [True, False]
    assert LedgerEntry.objects.filter(kind=LedgerEntry.Kind.REFUND_FAILED).count() == 1
    assert OutboxEvent.objects.filter(name__endswith="RefundFailed").count() == 1


@pytest.mark.fault("money-not-owed")
def test_money_for_a_closed_plan_goes_back_by_itself():
    plan = make_plan()
    attempt = make_attempt(plan)
    close_plan(reference=plan.reference, actor=ACTOR)

    settle_capture(attempt_id=attempt.pk, report=paid_report(attempt), actor=ACTOR)

    plan.refresh_from_db()
    assert (plan.captured, plan.refunded, plan.is_paid) == (plan.total, plan.total, False)
    assert OutboxEvent.objects.filter(name__endswith="ExcessCaptured").count() == 1
    assert not OutboxEvent.objects.filter(name__endswith="PlanPaid").exists()
    assert books_agree()


@pytest.mark.fault("money-not-owed")
def test_a_second_payment_goes_back_by_itself():
    plan = make_plan()
    first, second = make_attempt(plan, "page"), make_attempt(plan, "wap")
    settle_capture(attempt_id=first.pk, report=paid_report(first), actor=ACTOR)

    settle_capture(attempt_id=second.pk, report=paid_report(second), actor=ACTOR)

    plan.refresh_from_db()
    assert (plan.captured, plan.refunded) == (plan.total * 2, plan.total)
    assert Refund.objects.get().parts.get().attempt == second
    assert books_agree()


def test_a_paid_plan_is_closed_with_its_money_left_to_the_caller():
    plan = make_paid_plan()

    closed = close_plan(reference=plan.reference, actor=ACTOR)

    assert (closed.state, closed.captured - closed.refunded) == ("closed", plan.total)
    assert [breach.subject for breach in audit_excess()] == ["DD1"]


def test_a_closed_plan_takes_no_new_attempt():
    plan = make_plan()
    close_plan(reference=plan.reference, actor=ACTOR)

    with pytest.raises(PlanNotPayable):
        make_attempt(plan)


def test_an_unfinished_attempt_is_taken_up_again():
    plan = make_plan()

    assert make_attempt(plan) == make_attempt(plan)


def test_a_total_of_zero_is_paid_at_once():
    plan = make_plan(total="0.00")

    assert plan.is_paid
    assert OutboxEvent.objects.filter(name__endswith="PlanPaid").count() == 1


def test_the_page_of_a_payment_says_the_reason_in_words(clerk_client):
    plan = make_paid_plan()
    request_refund(
        reference=plan.reference,
        amount=Decimal("40.00"),
        cause_key="excess:1",
        reason=Refund.Reason.LATE,
        actor=ACTOR,
    )

    page = clerk_client.get(reverse("admin:payments_paymentplan_change", args=[plan.pk]))

    assert page.status_code == 200
    assert "paid after the order was closed" in page.text


@pytest.mark.parametrize("refunds", [1, 5])
def test_the_money_of_a_plan_is_read_in_two_queries(refunds, django_assert_num_queries):
    plan = make_paid_plan()
    for number in range(refunds):
        request_refund(
            reference=plan.reference,
            amount=Decimal("1.00"),
            cause_key=f"case:{number}",
            actor=ACTOR,
        )

    with django_assert_num_queries(2):
        money = movements_of(plan.reference)

    assert (len(money.went_back), money.kept) == (refunds, Decimal("99.90") - refunds)
