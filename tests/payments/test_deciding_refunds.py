"""Refunds that people decide: a second person above an amount; a spent number is replaced."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from payments.admin.proposal_steps import open_steps
from payments.audits import audit_refund_parts, audit_sums
from payments.errors import ProposalDecided, RefundExceedsCapture, SecondPersonNeeded
from payments.models import PaymentHistory, Refund, RefundPart, RefundProposal
from payments.services.refund_outcomes import settle_refund_part
from payments.services.refund_proposals import approve_refund, decline_refund, propose_refund
from payments.services.refund_retries import retry_refund_part
from payments.services.refunds import request_refund
from payments.types import RefundReport, RefundState
from tests.cast import grant
from tests.factories.customers import UserFactory
from tests.factories.payments import ACTOR, make_paid_plan

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-05")]


@pytest.fixture
def plan():
    return make_paid_plan(total="9000.00")


@pytest.fixture
def accountant():
    return UserFactory(is_staff=True)


def propose(user, amount="5000.00", cause="case:1") -> RefundProposal:
    return propose_refund(
        reference="DD1", amount=Decimal(amount), cause_key=cause, user_id=user.pk, note="破损"
    )


def test_nobody_is_offered_to_approve_what_she_proposed(plan):
    first, second = (grant(UserFactory(staff=True), "orders.refund_order") for _ in range(2))
    proposal = propose(first)

    offered = [[step.name for step in open_steps(proposal, user)] for user in (first, second)]

    assert offered == [["decline"], ["approve", "decline"]]


def test_a_small_refund_goes_at_once(plan, accountant):
    proposal = propose(accountant, "4999.99")

    assert proposal.state == "approved"
    assert proposal.refund.amount == Decimal("4999.99")


def test_a_large_refund_wants_another_person(plan, accountant):
    proposal = propose(accountant)

    with pytest.raises(SecondPersonNeeded):
        approve_refund(proposal_id=proposal.pk, user_id=accountant.pk)
    assert not Refund.objects.exists()
    approve_refund(proposal_id=proposal.pk, user_id=UserFactory().pk)

    assert Refund.objects.get().amount == Decimal("5000.00")


def test_halves_of_one_person_count_together(plan, accountant):
    propose(accountant, "4000.00")

    own = propose(accountant, "1000.00", cause="case:2")
    another = propose(UserFactory(is_staff=True), "1000.00", cause="case:3")

    assert [one.state for one in (own, another)] == ["waiting", "approved"]
    assert Refund.objects.count() == 2


def test_what_a_second_person_agreed_to_is_not_counted_again(plan, accountant):
    large = propose(accountant)
    approve_refund(proposal_id=large.pk, user_id=UserFactory().pk)

    assert propose(accountant, "100.00", cause="case:2").state == "approved"


def test_who_may_only_ask_waits_for_another_person_whatever_the_amount(plan, accountant):
    asked = propose_refund(
        reference="DD1",
        amount=Decimal("0.01"),
        cause_key="case:1",
        user_id=accountant.pk,
        decides=False,
    )

    assert (asked.state, asked.needs_second) == ("waiting", True)
    assert not Refund.objects.exists()


def test_the_database_wants_another_person_too(plan, accountant):
    proposal = propose(accountant)

    with pytest.raises(IntegrityError, match="proposal_by_two_people"), transaction.atomic():
        RefundProposal.objects.filter(pk=proposal.pk).update(
            state="approved", decided_by=accountant.pk
        )


def test_what_waits_counts_and_a_declined_proposal_does_not(plan, accountant):
    waiting = propose(accountant)
    with pytest.raises(RefundExceedsCapture):
        propose(accountant, "4000.01", cause="case:2")

    decline_refund(proposal_id=waiting.pk, user_id=accountant.pk)

    assert propose(accountant, "9000.00", cause="case:2").state == "waiting"
    with pytest.raises(ProposalDecided):
        approve_refund(proposal_id=waiting.pk, user_id=UserFactory().pk)


def test_the_same_cause_is_proposed_once(plan, accountant):
    assert propose(accountant).pk == propose(accountant, "1.00").pk


@pytest.mark.parametrize("is_spent", [False, True])
def test_a_retry_keeps_its_number_unless_the_gateway_says_it_is_spent(plan, is_spent):
    refund = request_refund(
        reference="DD1", amount=Decimal("10.00"), cause_key="case:1", actor=ACTOR
    )
    part = refund.parts.get()
    report = RefundReport(state=RefundState.REFUSED, code="CLOSED", number_is_spent=is_spent)
    settle_refund_part(part_id=part.pk, report=report, actor=ACTOR)

    again = retry_refund_part(part_id=part.pk, actor=ACTOR)

    kept = again.out_request_no == part.out_request_no
    noted = PaymentHistory.objects.filter(axis="refund_part", reason=part.out_request_no).exists()
    assert (kept, noted) == (not is_spent, is_spent)
    assert RefundPart.objects.count() == 1
    assert not [breach for audit in (audit_sums, audit_refund_parts) for breach in audit()]
