"""Two who approve, two who enter the same transfer, a refund against its notification; controls."""

from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from payments.audits import audit_excess, audit_refund_parts, audit_sums
from payments.errors import TransferKnown
from payments.models import PaymentPlan, Refund, RefundPart, RefundProposal
from payments.services.captures import settle_capture
from payments.services.refund_proposals import approve_refund, propose_refund
from payments.services.refunds import request_refund, settle_refund_part
from payments.services.transfers import Found, record_transfer
from payments.types import RefundReport, RefundState
from shop.common.models import OutboxEvent
from tests.factories.customers import UserFactory
from tests.factories.payments import (
    ACTOR,
    make_attempt,
    make_paid_plan,
    make_plan,
    paid_report,
)
from tests.support.holding import run_into

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def books_agree() -> bool:
    return not [*audit_sums(), *audit_refund_parts(), *audit_excess()]


@pytest.fixture
def proposal(db) -> RefundProposal:
    make_paid_plan(total="9000.00")
    return propose_refund(
        reference="DD1", amount=Decimal(9000), cause_key="case:1", user_id=UserFactory().pk
    )


def test_two_people_approving_at_once_make_one_refund(proposal):
    people = [UserFactory().pk, UserFactory().pk]

    outcomes = run_into(
        PaymentPlan.objects.all(),
        [partial(approve_refund, proposal_id=proposal.pk, user_id=pk) for pk in people],
    )

    assert [outcome.error for outcome in outcomes] == [None, None]
    assert Refund.objects.get().amount == Decimal(9000)
    assert books_agree()


def test_the_same_line_of_the_bank_entered_twice_at_once_counts_once():
    plan = make_plan(total="2000.00")
    attempt = make_attempt(plan)
    type(attempt).objects.update(gateway="transfer")
    found = Found(
        number=attempt.out_trade_no,
        amount=Decimal(2000),
        serial="B1",
        received_on=attempt.created_at.date(),
    )
    people = [UserFactory().pk, UserFactory().pk]

    outcomes = run_into(
        PaymentPlan.objects.all(),
        [partial(record_transfer, found=found, user_id=pk) for pk in people],
    )

    errors = [outcome.error for outcome in outcomes if outcome.error]
    assert [type(error) for error in errors] == [TransferKnown]
    plan.refresh_from_db()
    assert plan.captured == plan.total
    assert books_agree()


def test_the_answer_and_the_notification_of_a_refund_at_once_are_one():
    make_paid_plan()
    refund = request_refund(
        reference="DD1", amount=Decimal("40.00"), cause_key="case:1", actor=ACTOR
    )
    done = RefundReport(state=RefundState.DONE)
    part_id = refund.parts.get().pk

    outcomes = run_into(
        PaymentPlan.objects.all(),
        [partial(settle_refund_part, part_id=part_id, report=done, actor=ACTOR)] * 2,
    )

    assert sorted(outcome.value for outcome in outcomes) == [False, True]
    assert OutboxEvent.objects.filter(name__endswith="RefundDone").count() == 1
    assert books_agree()


def test_a_query_and_a_notification_at_once_capture_once():
    attempt = make_attempt(make_plan())
    settle = partial(
        settle_capture, attempt_id=attempt.pk, report=paid_report(attempt), actor=ACTOR
    )

    outcomes = run_into(PaymentPlan.objects.all(), [settle, settle])

    assert sorted(outcome.value for outcome in outcomes) == [False, True]
    assert PaymentPlan.objects.get().captured == attempt.amount
    assert books_agree()


def test_control_more_than_was_paid_cannot_be_given_back_even_without_services():
    make_paid_plan()
    request_refund(reference="DD1", amount=Decimal("99.90"), cause_key="case:1", actor=ACTOR)
    attempt = RefundPart.objects.get().attempt

    too_much = Decimal("99.91")
    with pytest.raises(IntegrityError, match="refunds_within_capture"), transaction.atomic():
        type(attempt).objects.update(refunded_amount=too_much)
