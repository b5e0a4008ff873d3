"""A statement lists refunds that its gateway only accepted: they are no news, and not done."""

from datetime import timedelta
from decimal import Decimal

import pytest

from payments.models import Difference, RefundPart
from payments.services.differences import possible_actions, settle_difference
from payments.services.reconciliation import match_statement
from payments.services.refund_outcomes import settle_refund_part
from payments.services.refunds import request_refund
from payments.types import RefundReport, RefundState
from shop.common.actors import person
from tests.factories.customers import UserFactory
from tests.factories.payments import ACTOR
from tests.payments.test_reconciling_a_day import DAY, NOON, found, paid
from tests.support.statements import (
    Bookhouse,
    open_bookhouse,
    reconciled,
    refund_line,
    trade_line,
)

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-13")]

Action, Kind = Difference.Action, Difference.Kind


@pytest.fixture
def house(monkeypatch) -> Bookhouse:
    return open_bookhouse(monkeypatch)


def asked_for(attempt, amount: str = "40.00") -> RefundPart:
    refund = request_refund(
        reference=attempt.payment.plan.reference,
        amount=Decimal(amount),
        cause_key=f"case:{amount}",
        actor=ACTOR,
    )
    part: RefundPart = refund.parts.get()
    return part


def told(part: RefundPart, state: RefundState, **facts) -> bool:
    report = RefundReport(state=state, **facts)
    return settle_refund_part(part_id=part.pk, report=report, actor=ACTOR)


def accepted(house: Bookhouse, part: RefundPart, **changes) -> None:
    facts = {"at": NOON, "is_pending": True} | changes
    house.days[DAY] = [trade_line(part.attempt), refund_line(part, **facts)]


@pytest.mark.parametrize("outcome", [None, RefundState.DONE, RefundState.REFUSED])
def test_a_refund_that_was_only_accepted_is_no_difference_whatever_becomes_of_it(house, outcome):
    part = asked_for(paid())
    accepted(house, part)
    statement = reconciled(DAY)
    assert found() == []

    if outcome is not None:
        told(part, outcome, done_at=NOON + timedelta(days=3), code="ABNORMAL")
    match_statement(statement_id=statement.pk)

    assert found() == []


def test_a_refund_that_is_done_days_later_stands_in_the_statement_of_its_first_day(house):
    part = asked_for(paid())
    accepted(house, part)
    reconciled(DAY)
    told(part, RefundState.DONE, done_at=NOON + timedelta(days=3))
    house.days[DAY + timedelta(days=3)] = []

    reconciled(DAY + timedelta(days=3))

    assert found() == []


def test_an_accepted_refund_of_another_amount_is_a_difference(house):
    part = asked_for(paid())
    accepted(house, part, amount=Decimal("41.00"))

    reconciled(DAY)

    assert found() == [(Kind.AMOUNT, "refund", Decimal("-1.00"))]


def test_booking_a_foreign_refund_that_was_only_accepted_leaves_it_undone_and_asks(house):
    attempt = paid()
    foreign = refund_line(
        RefundPart(attempt=attempt, amount=Decimal("40.00"), out_request_no="CONSOLE1"),
        at=NOON,
        is_pending=True,
    )
    house.days[DAY] = [trade_line(attempt), foreign]
    reconciled(DAY)
    difference = Difference.objects.get()
    assert possible_actions(difference=difference) == [Action.BOOK, Action.ACCEPT]

    settle_difference(
        difference_id=difference.pk,
        action=Action.BOOK,
        actor=person(UserFactory(staff=True).pk),
    )

    part = RefundPart.objects.get()
    assert (part.state, part.out_request_no, part.done_at) == ("pending", "CONSOLE1", None)
    assert part.tries == 1  # the next try begins with a question
    assert told(part, RefundState.REFUSED, code="CLOSED")


def test_what_nobody_can_ask_about_is_only_accepted_with_a_reason(house):
    attempt = paid()
    nameless = refund_line(
        RefundPart(attempt=attempt, amount=Decimal("40.00"), out_request_no=""),
        at=NOON,
        is_pending=True,
    )
    house.days[DAY] = [trade_line(attempt), nameless]
    reconciled(DAY)

    assert possible_actions(difference=Difference.objects.get()) == [Action.ACCEPT]
