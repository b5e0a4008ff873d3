"""The differences desk: booked, given back or accepted, above an amount by two people."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from orders.refund_words import WHY
from payments.audits import audit_balance, audit_excess, audit_ledger, audit_sums
from payments.errors import (
    ActionNotPossible,
    BookedMeanwhile,
    PlanNotPayable,
    PlanUnknown,
    ReasonNeeded,
    SecondPersonNeeded,
)
from payments.models import (
    Account,
    Difference,
    LedgerEntry,
    PaymentHistory,
    PaymentPlan,
    Refund,
    RefundPart,
)
from payments.selectors.balances import balances_at
from payments.services.attempts import create_attempt
from payments.services.captures import settle_capture
from payments.services.differences import (
    approve_difference,
    possible_actions,
    send_back_difference,
    settle_difference,
)
from payments.services.plans import close_plan
from payments.services.reconciliation import match_statement
from payments.services.refund_sending import due_refund_parts
from payments.services.refunds import request_refund
from payments.types import StatementLine
from shop.common.actors import person
from shop.common.models import OutboxEvent
from tests.factories.customers import UserFactory
from tests.factories.orders import place
from tests.factories.payments import ACTOR, make_plan, paid_report
from tests.payments.test_reconciling_a_day import DAY, NOON, paid, started
from tests.support.events import deliver_pending
from tests.support.statements import (
    CODE,
    Bookhouse,
    open_bookhouse,
    reconciled,
    refund_line,
    trade_line,
)

pytestmark = pytest.mark.django_db

Action, State = Difference.Action, Difference.State
TODAY = datetime.now(tz=ZoneInfo("Asia/Shanghai")).date()


@pytest.fixture
def house(monkeypatch) -> Bookhouse:
    return open_bookhouse(monkeypatch)


@pytest.fixture
def first():
    return person(UserFactory(staff=True).pk)


@pytest.fixture
def second():
    return person(UserFactory(staff=True).pk)


def difference_of(house: Bookhouse, *lines: object) -> Difference:
    house.days[DAY] = list(lines)  # type: ignore[arg-type]
    reconciled(DAY)
    difference: Difference = Difference.objects.order_by("-kind").first()
    return difference


def missed(house: Bookhouse, total: str = "99.90", **changes: object) -> Difference:
    """Find a payment that the gateway has and we have not."""
    attempt = started(total=total)
    return difference_of(house, trade_line(attempt, gateway_trade_no="20261", at=NOON, **changes))


def books_agree() -> bool:
    return not [*audit_ledger(), *audit_balance(), *audit_sums(), *audit_excess()]


@pytest.mark.req("PAY-12")
def test_a_missing_payment_is_booked_and_pays_its_order(house, first):
    difference = missed(house)

    settle_difference(difference_id=difference.pk, action=Action.BOOK, actor=first)

    plan = PaymentPlan.objects.get()
    difference.refresh_from_db()
    assert (plan.captured, plan.paid_at) == (Decimal("99.90"), NOON)
    assert OutboxEvent.objects.filter(name__endswith="PlanPaid").count() == 1
    assert (difference.state, difference.settled_by_id) == (State.SETTLED, first.user_id)
    assert [entry.to_state for entry in difference.history.order_by("pk")] == ["open", "settled"]
    assert books_agree()


@pytest.mark.req("PAY-12")
def test_a_payment_with_an_unknown_number_is_booked_for_the_order_that_somebody_names(house, first):
    make_plan("DD2", "99.90")
    difference = missed(house, out_trade_no="P999")

    settle_difference(difference_id=difference.pk, action=Action.BOOK, reference="DD2", actor=first)

    plan = PaymentPlan.objects.get(reference="DD2")
    assert plan.is_paid
    difference.refresh_from_db()
    assert difference.attempt is not None
    assert (difference.attempt.out_trade_no, difference.state) == ("P999", State.SETTLED)
    assert books_agree()


@pytest.mark.parametrize(
    ("reference", "total", "refusal"),
    [("DD9", "99.90", PlanUnknown), ("DD2", "99.89", PlanNotPayable)],
    ids=["no such order", "another amount"],
)
def test_a_payment_is_not_booked_for_a_wrong_order(house, first, reference, total, refusal):
    make_plan("DD2", total)
    difference = missed(house, out_trade_no="P999")

    with pytest.raises(refusal):
        settle_difference(
            difference_id=difference.pk, action=Action.BOOK, reference=reference, actor=first
        )

    difference.refresh_from_db()
    assert difference.state == State.OPEN
    assert not LedgerEntry.objects.exists()


def test_a_payment_for_a_closed_order_is_booked_and_goes_back_by_itself(house, first):
    difference = missed(house)
    close_plan(reference="DD1", actor=ACTOR)

    settle_difference(difference_id=difference.pk, action=Action.BOOK, actor=first)

    assert Refund.objects.get().amount == Decimal("99.90")
    assert books_agree()


def test_a_payment_that_nobody_wants_is_booked_and_given_back(house, first):
    difference = missed(house)

    settle_difference(
        difference_id=difference.pk, action=Action.REFUND, reason="customer asked", actor=first
    )

    refund = Refund.objects.get()
    assert (refund.amount, refund.reason) == (Decimal("99.90"), Refund.Reason.NOT_NEEDED)
    assert books_agree()


@pytest.mark.req("PAY-12")
def test_what_is_given_back_sends_no_order_out(house, first, customer):
    order = place(customer)
    attempt = create_attempt(reference=order.number, gateway_code=CODE, product="page")
    difference = difference_of(house, trade_line(attempt, gateway_trade_no="20261", at=NOON))

    settle_difference(difference_id=difference.pk, action=Action.REFUND, actor=first)
    deliver_pending()

    order.refresh_from_db()
    assert (order.payment_state, order.fulfilment) == ("unpaid", "waiting")
    assert PaymentPlan.objects.get().payments.get().state == "due"
    assert Refund.objects.get().amount == attempt.amount


def test_what_came_in_meanwhile_and_pays_its_order_is_not_given_back_here(house, first):
    difference = missed(house)
    attempt = difference.attempt
    settle_capture(attempt_id=attempt.pk, report=paid_report(attempt), actor=ACTOR)

    with pytest.raises(BookedMeanwhile):
        settle_difference(difference_id=difference.pk, action=Action.REFUND, actor=first)

    difference.refresh_from_db()
    assert (difference.state, PaymentPlan.objects.get().refunded) == (State.OPEN, 0)


def test_a_payment_with_an_unknown_number_goes_back_whatever_its_order_asks_for(house, first):
    make_plan("DD2", "50.00")
    difference = missed(house, out_trade_no="P999")

    settle_difference(
        difference_id=difference.pk, action=Action.REFUND, reference="DD2", actor=first
    )

    plan = PaymentPlan.objects.get(reference="DD2")
    assert (plan.captured, plan.refunded, plan.is_paid) == (
        Decimal("99.90"),
        Decimal("99.90"),
        False,
    )
    assert books_agree()


def test_less_than_we_asked_for_is_booked_as_a_part(house, first):
    difference = missed(house, amount=Decimal("90.00"))

    settle_difference(difference_id=difference.pk, action=Action.BOOK, actor=first)

    plan = PaymentPlan.objects.get()
    assert (plan.captured, plan.refunded, plan.is_paid) == (Decimal("90.00"), 0, False)
    assert plan.payments.get(state="due").amount == Decimal("9.90")
    assert books_agree()


def test_more_than_we_asked_for_pays_the_order_and_the_rest_goes_back(house, first):
    difference = missed(house, amount=Decimal("100.00"))

    settle_difference(difference_id=difference.pk, action=Action.BOOK, actor=first)

    plan = PaymentPlan.objects.get()
    assert (plan.captured, plan.refunded, plan.is_paid) == (
        Decimal("100.00"),
        Decimal("0.10"),
        True,
    )
    assert books_agree()


def test_another_amount_that_nobody_wants_goes_back_and_pays_no_part(house, first):
    difference = missed(house, amount=Decimal("90.00"))

    settle_difference(difference_id=difference.pk, action=Action.REFUND, actor=first)

    plan = PaymentPlan.objects.get()
    assert (plan.captured, plan.refunded) == (Decimal("90.00"), Decimal("90.00"))
    assert plan.payments.get(state="due").amount == Decimal("99.90")
    assert books_agree()


def test_another_amount_for_a_closed_order_goes_back_whole(house, first):
    difference = missed(house, amount=Decimal("100.00"))
    close_plan(reference="DD1", actor=ACTOR)

    settle_difference(difference_id=difference.pk, action=Action.BOOK, actor=first)

    plan = PaymentPlan.objects.get()
    assert (plan.captured, plan.refunded) == (Decimal("100.00"), Decimal("100.00"))
    assert books_agree()


def test_a_refund_that_arrived_is_booked(house, first):
    attempt = paid()
    part = request_refund(
        reference="DD1", amount=Decimal("40.00"), cause_key="case:1", actor=ACTOR
    ).parts.get()
    difference = difference_of(house, trade_line(attempt), refund_line(part, at=NOON))

    settle_difference(difference_id=difference.pk, action=Action.BOOK, actor=first)

    part.refresh_from_db()
    assert (part.state, part.done_at) == ("done", NOON)
    assert books_agree()


def test_a_refund_that_somebody_made_at_the_gateway_is_booked_and_not_sent_again(house, first):
    attempt = paid()
    foreign = StatementLine(
        kind="refund",
        out_trade_no=attempt.out_trade_no,
        out_request_no="MANUAL1",
        amount=Decimal("40.00"),
        fee=Decimal("0.00"),
        at=NOON,
    )
    difference = difference_of(house, trade_line(attempt), foreign)

    settle_difference(difference_id=difference.pk, action=Action.BOOK, actor=first)

    part = RefundPart.objects.get()
    assert (part.out_request_no, part.state, part.amount) == ("MANUAL1", "done", Decimal("40.00"))
    assert part.refund.reason == "at_gateway"
    assert WHY[part.refund.reason] == "Our service gave it back by hand."
    noted = PaymentHistory.objects.filter(subject="MANUAL1").order_by("pk")
    assert list(noted.values_list("from_state", "to_state")) == [
        ("reserved", "pending"),
        ("pending", "done"),
    ]
    assert due_refund_parts(at=NOON + timedelta(days=9)) == []
    assert books_agree()


@pytest.mark.req("PAY-13")
def test_a_difference_is_accepted_with_a_reason_and_brings_the_account_in_line(house, first):
    difference = difference_of(house, trade_line(paid(), amount=Decimal("99.80")))

    settle_difference(
        difference_id=difference.pk, action=Action.ACCEPT, reason="coupon of theirs", actor=first
    )

    balances = balances_at(TODAY)
    assert balances[Account.CLEARING, CODE] == Decimal("99.80")
    assert balances[Account.DIFFERENCES, CODE] == Decimal("0.10")
    assert books_agree()


@pytest.mark.parametrize(
    ("action", "reason", "refusal"),
    [
        (Action.ACCEPT, " ", ReasonNeeded),
        (Action.BOOK, "x", ActionNotPossible),
        (Action.REFUND, "x", ActionNotPossible),
    ],
)
def test_what_does_not_fit_is_refused(house, first, action, reason, refusal):
    difference = difference_of(house, trade_line(paid(), amount=Decimal("99.80")))

    with pytest.raises(refusal):
        settle_difference(difference_id=difference.pk, action=action, reason=reason, actor=first)

    difference.refresh_from_db()
    assert difference.state == State.OPEN


@pytest.mark.parametrize("kind", ["trade", "refund"])
def test_lines_without_a_number_of_ours_each_wait_for_somebody(house, first, kind):
    lines = [
        StatementLine(
            kind=kind,
            out_trade_no="",
            gateway_trade_no=number,
            amount=Decimal(amount),
            fee=Decimal(0),
            at=NOON,
        )
        for number, amount in [("ZME 1", "3.00"), ("ZME 2", "0")]
    ]
    difference_of(house, *lines)

    found = Difference.objects.order_by("theirs")

    assert [each.gateway_trade_no for each in found] == ["ZME 2", "ZME 1"]
    assert {tuple(possible_actions(difference=each)) for each in found} == {(Action.ACCEPT,)}
    for each in found:
        settle_difference(
            difference_id=each.pk, action=Action.ACCEPT, actor=first, reason="asked UnionPay"
        )
    assert books_agree()


def test_above_the_amount_a_second_person_agrees(house, first, second):
    difference = missed(house, total="500.01")

    settle_difference(difference_id=difference.pk, action=Action.BOOK, actor=first)
    with pytest.raises(SecondPersonNeeded):
        approve_difference(difference_id=difference.pk, actor=first)
    paid_before = PaymentPlan.objects.get().is_paid
    approve_difference(difference_id=difference.pk, actor=second)

    difference.refresh_from_db()
    assert (paid_before, PaymentPlan.objects.get().is_paid) == (False, True)
    assert (difference.proposed_by_id, difference.settled_by_id) == (first.user_id, second.user_id)


def test_a_proposal_that_could_not_be_done_is_refused_at_once_and_nothing_stays(house, first):
    make_plan(total="700.00", reference="DD7")
    foreign = trade_line(started(total="600.00"), gateway_trade_no="20269", at=NOON)
    difference = difference_of(house, replace(foreign, out_trade_no="NOTOURS1"))
    entries = LedgerEntry.objects.count()

    for reference, refusal in (("DD999", PlanUnknown), ("DD7", PlanNotPayable)):
        with pytest.raises(refusal):
            settle_difference(
                difference_id=difference.pk, action=Action.BOOK, actor=first, reference=reference
            )

    difference.refresh_from_db()
    assert (difference.state, difference.action) == (State.OPEN, "")
    assert LedgerEntry.objects.count() == entries


def test_a_proposal_books_nothing_before_somebody_else_agrees(house, first):
    difference = missed(house, total="500.01")
    before = (LedgerEntry.objects.count(), OutboxEvent.objects.count())

    settle_difference(difference_id=difference.pk, action=Action.BOOK, actor=first)

    assert (LedgerEntry.objects.count(), OutboxEvent.objects.count()) == before
    assert Difference.objects.get().state == State.PROPOSED


def test_up_to_the_amount_one_person_is_enough(house, first):
    difference = missed(house, total="500.00")

    settled = settle_difference(difference_id=difference.pk, action=Action.BOOK, actor=first)

    assert settled.state == State.SETTLED


def test_a_proposal_can_be_sent_back_and_made_anew(house, first, second):
    difference = missed(house, total="500.01")
    settle_difference(difference_id=difference.pk, action=Action.BOOK, actor=first)

    send_back_difference(difference_id=difference.pk, reason="which order?", actor=second)
    settle_difference(
        difference_id=difference.pk, action=Action.ACCEPT, reason="not ours", actor=second
    )
    approve_difference(difference_id=difference.pk, actor=first)

    difference.refresh_from_db()
    assert (difference.state, difference.action) == (State.SETTLED, Action.ACCEPT)
    assert not PaymentPlan.objects.get().is_paid


def test_the_database_refuses_one_person_for_two(house, first):
    difference = missed(house, total="500.01")
    settle_difference(difference_id=difference.pk, action=Action.BOOK, actor=first)

    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Difference.objects.update(state="settled", settled_by_id=first.user_id, closed_at=NOON)


def test_what_is_settled_stays_settled_when_the_day_is_compared_again(house, first):
    difference = difference_of(house, trade_line(paid(), amount=Decimal("99.80")))
    settle_difference(
        difference_id=difference.pk, action=Action.ACCEPT, reason="coupon", actor=first
    )

    match_statement(statement_id=difference.statement_id)

    assert Difference.objects.get().state == State.SETTLED
