"""The controls of races for money: each guard is taken out, and the damage is there.

Where the database refuses instead, the test says by which of its walls.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from orders.models import Order
from orders.services.cancellation import cancel_order
from payments.audits import audit_excess, audit_sums
from payments.errors import RefundExceedsCapture, TradeNumberTaken
from payments.models import (
    PaymentAttempt,
    PaymentPlan,
    Refund,
    RefundPart,
    RefundProposal,
    TransferReceipt,
)
from payments.models.attempt import PaymentAttemptQuerySet
from payments.models.plan import PaymentPlanQuerySet
from payments.services import (
    captures,
    queries,
    refund_outcomes,
    refund_proposals,
    refunds,
    transfers,
)
from payments.services.captures import settle_capture
from payments.services.plans import close_plan
from payments.services.queries import close_attempt, query_attempt
from payments.services.refund_outcomes import settle_refund_part
from payments.services.refund_proposals import approve_refund, decline_refund, propose_refund
from payments.services.refunds import request_refund
from payments.services.transfers import (
    Found,
    confirm_transfer,
    decline_transfer,
    record_transfer,
)
from payments.types import RefundReport, RefundState, TradeRef, TradeReport, TradeState
from shop.common.models import OutboxEvent
from tests.factories.customers import UserFactory
from tests.factories.inventory import TESTS
from tests.factories.orders import place
from tests.factories.payments import (
    ACTOR,
    make_attempt,
    make_paid_plan,
    make_plan,
    paid_report,
)
from tests.support.overtaking import Overtaking
from tests.support.tellers import TELLERS

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

DONE = RefundReport(state=RefundState.DONE)


def breaches() -> set[str]:
    return {breach.message for audit in (audit_sums, audit_excess) for breach in audit()}


def times_published(name: str) -> int:
    return OutboxEvent.objects.filter(name__endswith=name).count()


# What a step sees that does not lock ------------------------------------------------------------


def look_at_plan(rows: PaymentPlanQuerySet, reference: str) -> PaymentPlan:
    return rows.get(reference=reference)


def look_at_attempt(*, attempt_id: int) -> tuple[PaymentPlan, PaymentAttempt]:
    attempt = PaymentAttempt.objects.select_related("payment__plan").get(pk=attempt_id)
    return attempt.payment.plan, attempt


def look_at_part(part_id: int) -> tuple[PaymentPlan, RefundPart]:
    part = RefundPart.objects.select_related("refund__plan", "attempt").get(pk=part_id)
    return part.refund.plan, part


def look_at_proposal(proposal_id: int) -> tuple[PaymentPlan, RefundProposal]:
    proposal = RefundProposal.objects.select_related("plan").get(pk=proposal_id)
    return proposal.plan, proposal


def look_at_receipt(receipt_id: int) -> TransferReceipt:
    return TransferReceipt.objects.get(pk=receipt_id)


def no_lock(rows: PaymentAttemptQuerySet, **_how: object) -> PaymentAttemptQuerySet:
    return rows.all()


# Money that comes, against what ends the claim ---------------------------------------------------


def close_and_refund(reference: str) -> None:
    """What cancelling an order does to its money."""
    with transaction.atomic():
        plan = close_plan(reference=reference, actor=ACTOR)
        owed = plan.captured - plan.refunded
        if owed:
            request_refund(reference=reference, amount=owed, cause_key="cancel", actor=ACTOR)


@pytest.mark.parametrize("overtaken", ["closing", "notification"])
def test_without_the_lock_a_closed_plan_keeps_what_a_notification_brings(monkeypatch, overtaken):
    teller = TELLERS["alipay"]()
    plan = make_plan()
    notification = teller.true(teller.attempt(plan)).arrive
    closing = partial(close_and_refund, plan.reference)
    first, second = (closing, notification) if overtaken == "closing" else (notification, closing)

    race = Overtaking(monkeypatch, by=second).at(PaymentPlanQuerySet, "lock", look_at_plan)
    first()

    assert race.outcome is not None
    assert race.outcome.error is None
    plan.refresh_from_db()
    assert (plan.state, plan.captured) == (PaymentPlan.State.CLOSED, plan.total)
    assert not Refund.objects.exists()
    assert breaches() == {"closed plan keeps money"}


def test_without_the_lock_a_cancelled_order_keeps_the_money_that_came_late(customer, monkeypatch):
    order = place(customer)
    attempt = make_attempt(PaymentPlan.objects.get())
    money = partial(settle_capture, attempt_id=attempt.pk, report=paid_report(attempt), actor=ACTOR)

    # It looks for proposals first, and then for what is to go back.
    race = Overtaking(monkeypatch, by=money, looks=2)
    race.at(PaymentPlanQuerySet, "lock", look_at_plan)
    cancel_order(order_id=order.pk, reason=Order.CancelReason.CUSTOMER, actor=TESTS)

    assert race.outcome is not None
    assert race.outcome.value is True
    order.refresh_from_db()
    assert order.state == Order.State.CANCELLED
    assert not Refund.objects.exists()
    assert breaches() == {"closed plan keeps money"}


# The same news twice ----------------------------------------------------------------------------


@dataclass
class Answering:
    """A gateway that has one answer to everything."""

    report: TradeReport

    def query(self, trade: TradeRef) -> TradeReport:
        return self.report

    def close(self, trade: TradeRef) -> TradeReport:
        return self.report


def two_tellers(monkeypatch) -> tuple[Overtaking, PaymentAttempt]:
    """A query that is overtaken by the notification of the same money."""
    teller = TELLERS["alipay"]()
    attempt = teller.attempt(make_plan())
    answer = Answering(paid_report(attempt, trade_no="2026112222001400000000000001"))
    monkeypatch.setattr(queries, "gateway", lambda **_code: answer)
    race = Overtaking(monkeypatch, by=teller.true(attempt).arrive)
    return race.at(captures, "lock_attempt", look_at_attempt), attempt


def test_without_the_lock_the_ledger_refuses_what_query_and_notification_both_tell(monkeypatch):
    race, attempt = two_tellers(monkeypatch)

    with pytest.raises(IntegrityError, match="ledgerentry_key"):
        query_attempt(attempt_id=attempt.pk)

    assert race.outcome is not None
    assert race.outcome.value.is_believed
    assert PaymentPlan.objects.get().captured == attempt.amount
    assert times_published("PlanPaid") == 1


def test_without_the_lock_and_the_ledger_the_order_hears_of_its_money_twice(monkeypatch):
    _race, attempt = two_tellers(monkeypatch)
    monkeypatch.setattr(captures, "book_capture", lambda **_money: None)

    query_attempt(attempt_id=attempt.pk)

    assert times_published("PlanPaid") == 2


# Changing the way while the first pays -----------------------------------------------------------


def test_without_the_lock_money_by_two_ways_is_kept_twice(monkeypatch):
    plan = make_plan()
    first, second = make_attempt(plan, "page"), make_attempt(plan, "qr")
    reports = {attempt.pk: paid_report(attempt) for attempt in (first, second)}
    money = partial(settle_capture, attempt_id=second.pk, report=reports[second.pk], actor=ACTOR)

    race = Overtaking(monkeypatch, by=money).at(captures, "lock_attempt", look_at_attempt)
    settle_capture(attempt_id=first.pk, report=reports[first.pk], actor=ACTOR)

    assert race.outcome is not None
    assert race.outcome.value is True
    plan.refresh_from_db()
    assert plan.captured == plan.total  # one of the two is lost
    assert not Refund.objects.exists()
    assert times_published("PlanPaid") == 2
    assert breaches() == {"plan differs from its captures or refunds"}


def test_without_the_lock_a_way_that_is_given_up_forgets_the_money_it_just_took(monkeypatch):
    teller = TELLERS["alipay"]()
    attempt = teller.attempt(make_plan())
    closed = TradeReport(out_trade_no=attempt.out_trade_no, state=TradeState.CLOSED)
    monkeypatch.setattr(queries, "gateway", lambda **_code: Answering(closed))

    race = Overtaking(monkeypatch, by=teller.true(attempt).arrive)
    race.at(queries, "lock_attempt", look_at_attempt)
    close_attempt(attempt=attempt)

    attempt.refresh_from_db()
    assert (attempt.state, attempt.captured_amount) == ("closed", attempt.amount)
    with pytest.raises(RefundExceedsCapture):
        refund_of_sixty("case:1")


# Money that goes back ---------------------------------------------------------------------------


def refund_of_sixty(cause: str) -> Refund:
    return request_refund(reference="DD1", amount=Decimal(60), cause_key=cause, actor=ACTOR)


def overtake_a_refund(monkeypatch, by) -> None:
    monkeypatch.setattr(PaymentAttemptQuerySet, "select_for_update", no_lock, raising=False)
    monkeypatch.setattr(PaymentPlanQuerySet, "lock", look_at_plan)
    Overtaking(monkeypatch, by=by).at(refunds, "_takings", refunds._takings)


def test_without_the_locks_two_refunds_give_back_more_than_came(monkeypatch):
    make_paid_plan()

    overtake_a_refund(monkeypatch, by=partial(refund_of_sixty, "case:2"))
    refund_of_sixty("case:1")

    given = sum(refund.amount for refund in Refund.objects.all())
    assert given == Decimal(120) > PaymentPlan.objects.get().captured
    assert "attempt differs from its refund parts" in breaches()


def test_without_the_locks_the_database_refuses_a_second_refund_for_one_cause(monkeypatch):
    make_paid_plan(total="200.00")
    same = partial(refund_of_sixty, "case:1")

    overtake_a_refund(monkeypatch, by=same)
    with pytest.raises(IntegrityError, match="refund_once_per_cause"):
        same()

    assert Refund.objects.get().amount == PaymentPlan.objects.get().refunded == Decimal(60)


def sent_part() -> RefundPart:
    make_paid_plan()
    return refund_of_sixty("case:1").parts.get()


def test_without_the_lock_the_ledger_refuses_a_refund_that_is_told_and_answered(monkeypatch):
    part = sent_part()
    news = partial(settle_refund_part, part_id=part.pk, report=DONE, actor=ACTOR)

    Overtaking(monkeypatch, by=news).at(refund_outcomes, "lock_part", look_at_part)
    with pytest.raises(IntegrityError, match="ledgerentry_key"):
        news()

    assert times_published("RefundDone") == 1


def test_without_the_lock_and_the_ledger_a_refund_is_done_twice(monkeypatch):
    part = sent_part()
    news = partial(settle_refund_part, part_id=part.pk, report=DONE, actor=ACTOR)
    monkeypatch.setattr(refund_outcomes, "book_refund_done", lambda **_money: None)

    Overtaking(monkeypatch, by=news).at(refund_outcomes, "lock_part", look_at_part)
    news()

    assert times_published("RefundDone") == 2


# Two people ------------------------------------------------------------------------------------


def people() -> tuple[int, int]:
    return UserFactory(staff=True).pk, UserFactory(staff=True).pk


def test_without_the_lock_money_goes_back_that_another_declined(monkeypatch):
    make_paid_plan(total="9000.00")
    author, (yes, no) = UserFactory().pk, people()
    proposal = propose_refund(
        reference="DD1", amount=Decimal(9000), cause_key="case:1", user_id=author
    )

    declining = partial(decline_refund, proposal_id=proposal.pk, user_id=no)
    Overtaking(monkeypatch, by=declining).at(refund_proposals, "_lock", look_at_proposal)
    approve_refund(proposal_id=proposal.pk, user_id=yes)

    assert times_published("RefundDeclined") == 1
    assert Refund.objects.get().amount == Decimal(9000)


def test_without_the_lock_the_cause_alone_makes_one_refund_of_two_agreements(monkeypatch):
    make_paid_plan(total="9000.00")
    author, (one, other) = UserFactory().pk, people()
    proposal = propose_refund(
        reference="DD1", amount=Decimal(9000), cause_key="case:1", user_id=author
    )

    too = partial(approve_refund, proposal_id=proposal.pk, user_id=other)
    Overtaking(monkeypatch, by=too).at(refund_proposals, "_lock", look_at_proposal)
    approve_refund(proposal_id=proposal.pk, user_id=one)

    assert Refund.objects.get().amount == PaymentPlan.objects.get().refunded == Decimal(9000)


@pytest.fixture
def receipt(db) -> TransferReceipt:
    """Return what waits for a second person."""
    attempt = make_attempt(make_plan(total="60000.00"))
    PaymentAttempt.objects.update(gateway="transfer")
    found = Found(
        number=attempt.out_trade_no,
        amount=Decimal(60000),
        serial="B1",
        received_on=timezone.localdate(),
    )
    return record_transfer(found=found, user_id=UserFactory().pk)


def test_without_the_lock_the_banks_number_refuses_a_transfer_confirmed_twice(receipt, monkeypatch):
    one, other = people()

    too = partial(confirm_transfer, receipt_id=receipt.pk, user_id=other)
    Overtaking(monkeypatch, by=too).at(transfers, "_lock", look_at_receipt)
    with pytest.raises(TradeNumberTaken) as refused:
        confirm_transfer(receipt_id=receipt.pk, user_id=one)
    assert "attempt_gateway_number_once" in str(refused.value.__cause__)

    assert PaymentPlan.objects.get().captured == receipt.amount


def test_without_the_lock_money_is_booked_that_another_declined(receipt, monkeypatch):
    yes, no = people()

    declining = partial(decline_transfer, receipt_id=receipt.pk, user_id=no)
    race = Overtaking(monkeypatch, by=declining).at(transfers, "_lock", look_at_receipt)
    confirm_transfer(receipt_id=receipt.pk, user_id=yes)

    assert race.outcome is not None
    assert race.outcome.error is None
    assert PaymentPlan.objects.get().captured == receipt.amount


def test_one_person_cannot_be_two_even_without_services(receipt):
    with pytest.raises(IntegrityError, match="transfer_by_two_people"), transaction.atomic():
        TransferReceipt.objects.update(
            state=TransferReceipt.State.BOOKED, decided_by=receipt.entered_by
        )
