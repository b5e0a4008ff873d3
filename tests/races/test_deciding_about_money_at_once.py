"""Two who decide, two who enter the same transfer, two who bring the same news.

What happens without the guards stands in test_money_without_guards.py.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from payments.audits import audit_excess, audit_refund_parts, audit_sums
from payments.errors import ProposalDecided, TransferDecided, TransferKnown
from payments.models import (
    PaymentPlan,
    Refund,
    RefundPart,
    RefundProposal,
    TransferReceipt,
)
from payments.services import queries, refund_sending
from payments.services.queries import query_attempt
from payments.services.refund_outcomes import settle_refund_part
from payments.services.refund_proposals import approve_refund, decline_refund, propose_refund
from payments.services.refund_retries import retry_refund_part
from payments.services.refund_sending import send_refund_part
from payments.services.refunds import request_refund
from payments.services.transfers import (
    Found,
    confirm_transfer,
    decline_transfer,
    record_transfer,
)
from payments.types import (
    RefundReport,
    RefundRequest,
    RefundState,
    TradeRef,
    TradeReport,
    TradeState,
)
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
from tests.support.tellers import TELLERS

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


def test_two_halves_of_one_person_at_once_are_one_that_waits():
    make_paid_plan(total="9000.00")
    user_id = UserFactory().pk
    halves = [
        partial(
            propose_refund,
            reference="DD1",
            amount=Decimal(4000),
            cause_key=f"case:{number}",
            user_id=user_id,
        )
        for number in (1, 2)
    ]

    outcomes = run_into(PaymentPlan.objects.all(), halves)

    assert [outcome.error for outcome in outcomes] == [None, None]
    assert sorted(RefundProposal.objects.values_list("state", flat=True)) == ["approved", "waiting"]
    assert Refund.objects.get().amount == Decimal(4000)


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


SPENT = RefundReport(state=RefundState.REFUSED, code="CLOSED", number_is_spent=True)


@dataclass
class SlowToAnswer:
    """A gateway that tells of a refund, and answers the call for it when staff tried again."""

    answer: RefundReport

    def refund(self, request: RefundRequest) -> RefundReport:
        part = RefundPart.objects.get(out_request_no=request.out_request_no)
        settle_refund_part(part_id=part.pk, report=SPENT, actor=ACTOR)
        retry_refund_part(part_id=part.pk, actor=ACTOR)
        return self.answer


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        pytest.param(SPENT, "reserved", id="refused as well"),
        pytest.param(RefundReport(state=RefundState.PENDING), "reserved", id="accepted"),
        pytest.param(RefundReport(state=RefundState.DONE), "done", id="sent all the same"),
    ],
)
def test_a_late_answer_about_a_number_that_was_given_up_fails_nothing(monkeypatch, answer, state):
    make_paid_plan()
    part = request_refund(
        reference="DD1", amount=Decimal("40.00"), cause_key="case:1", actor=ACTOR
    ).parts.get()
    monkeypatch.setattr(refund_sending, "gateway", lambda **_code: SlowToAnswer(answer))
    first_number = part.out_request_no

    send_refund_part(part_id=part.pk)

    part.refresh_from_db()
    assert part.state == state
    assert part.out_request_no != first_number
    assert books_agree()


@dataclass
class Paid:
    """A gateway that says the trade is paid."""

    report: TradeReport

    def query(self, trade: TradeRef) -> TradeReport:
        return self.report


@pytest.mark.parametrize("gateway", TELLERS)
def test_a_query_and_a_notification_at_once_capture_once(monkeypatch, gateway):
    teller = TELLERS[gateway]()
    attempt = teller.attempt(make_plan())
    monkeypatch.setattr(queries, "gateway", lambda **_code: Paid(paid_report(attempt)))

    notified, asked = run_into(
        PaymentPlan.objects.all(),
        [teller.true(attempt).arrive, partial(query_attempt, attempt_id=attempt.pk)],
    )

    assert (notified.value.is_believed, asked.value) == (True, TradeState.PAID)
    assert PaymentPlan.objects.get().captured == attempt.amount
    assert OutboxEvent.objects.filter(name__endswith="PlanPaid").count() == 1
    assert books_agree()


@pytest.fixture
def receipt(db) -> TransferReceipt:
    """Return a transfer above the limit, entered and not yet confirmed."""
    attempt = make_attempt(make_plan(total="60000.00"))
    type(attempt).objects.update(gateway="transfer")
    found = Found(
        number=attempt.out_trade_no,
        amount=Decimal(60000),
        serial="B1",
        received_on=attempt.created_at.date(),
    )
    return record_transfer(found=found, user_id=UserFactory().pk)


def test_two_people_confirming_a_transfer_at_once_book_it_once(receipt):
    people = [UserFactory().pk, UserFactory().pk]

    outcomes = run_into(
        TransferReceipt.objects.all(),
        [partial(confirm_transfer, receipt_id=receipt.pk, user_id=pk) for pk in people],
    )

    assert [outcome.error for outcome in outcomes] == [None, None]
    plan = PaymentPlan.objects.get()
    assert (plan.captured, plan.refunded) == (Decimal(60000), 0)
    assert books_agree()


def test_of_one_who_confirms_a_transfer_and_one_who_declines_it_one_is_heard(receipt):
    agreed, declined = run_into(
        TransferReceipt.objects.all(),
        [
            partial(decide, receipt_id=receipt.pk, user_id=UserFactory().pk)
            for decide in (confirm_transfer, decline_transfer)
        ],
    )

    errors = [type(outcome.error) for outcome in (agreed, declined) if outcome.error]
    assert errors == [TransferDecided]
    receipt.refresh_from_db()
    assert receipt.state == ("declined" if agreed.error else "booked")
    assert PaymentPlan.objects.get().captured == (0 if agreed.error else receipt.amount)
    assert books_agree()


def test_of_one_who_approves_a_refund_and_one_who_declines_it_one_is_heard(proposal):
    agreed, declined = run_into(
        PaymentPlan.objects.all(),
        [
            partial(decide, proposal_id=proposal.pk, user_id=UserFactory().pk)
            for decide in (approve_refund, decline_refund)
        ],
    )

    errors = [type(outcome.error) for outcome in (agreed, declined) if outcome.error]
    assert errors == [ProposalDecided]
    proposal.refresh_from_db()
    assert proposal.state == ("declined" if agreed.error else "approved")
    assert PaymentPlan.objects.get().refunded == (0 if agreed.error else proposal.amount)
    assert books_agree()


def test_control_more_than_was_paid_cannot_be_given_back_even_without_services():
    make_paid_plan()
    request_refund(reference="DD1", amount=Decimal("99.90"), cause_key="case:1", actor=ACTOR)
    attempt = RefundPart.objects.get().attempt

    too_much = Decimal("99.91")
    with pytest.raises(IntegrityError, match="refunds_within_capture"), transaction.atomic():
        type(attempt).objects.update(refunded_amount=too_much)
