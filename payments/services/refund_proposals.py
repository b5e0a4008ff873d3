"""Refunds that people decide: proposed by one, approved by another above a policy amount."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from payments.errors import ProposalDecided, RefundExceedsCapture, SecondPersonNeeded
from payments.events import RefundDeclined
from payments.models import PaymentPlan, Refund, RefundProposal
from payments.policies import PaymentPolicies
from payments.services.plans import write_history
from payments.services.refunds import request_refund
from shop.common.actors import person
from shop.common.events import publish
from shop.common.money import ZERO
from shop.common.policies import policies

State = RefundProposal.State


@transaction.atomic
def propose_refund(
    *, reference: str, amount: Decimal, cause_key: str, user_id: int, note: str = ""
) -> RefundProposal:
    """Ask for money to go back; below the policy amount it goes at once.

    The same `cause_key` gives the same proposal. Raises RefundExceedsCapture, counting what waits.
    """
    plan = PaymentPlan.objects.lock(reference)
    known = plan.proposals.filter(cause_key=cause_key).first()
    if known is not None:
        return known
    waiting = plan.proposals.filter(state=State.WAITING).aggregate(sum=Sum("amount"))["sum"] or ZERO
    if not ZERO < amount <= plan.captured - plan.refunded - waiting:
        raise RefundExceedsCapture
    proposal = RefundProposal.objects.create(
        plan=plan,
        amount=amount,
        cause_key=cause_key,
        note=note[:200],
        needs_second=amount >= policies(PaymentPolicies).refund_second_person,
        proposed_by_id=user_id,
    )
    _note(plan, proposal, "proposed", user_id)
    if not proposal.needs_second:
        _approve(plan, proposal, user_id)
    return proposal


@transaction.atomic
def approve_refund(*, proposal_id: int, user_id: int) -> RefundProposal:
    """Let a proposed refund go. Safe to repeat: two people at once make one refund.

    Raises SecondPersonNeeded for who proposed it, ProposalDecided when it was declined,
    RefundExceedsCapture when the money went back another way meanwhile.
    """
    plan, proposal = _lock(proposal_id)
    if proposal.state == State.DECLINED:
        raise ProposalDecided
    if proposal.state == State.APPROVED:
        return proposal
    if proposal.proposed_by_id == user_id:
        raise SecondPersonNeeded
    _approve(plan, proposal, user_id)
    return proposal


@transaction.atomic
def decline_refund(*, proposal_id: int, user_id: int) -> RefundProposal:
    """Do without a proposed refund. Safe to repeat. Raises ProposalDecided when it was approved."""
    plan, proposal = _lock(proposal_id)
    if proposal.state == State.APPROVED:
        raise ProposalDecided
    if proposal.state == State.WAITING:
        _decide(proposal, State.DECLINED, user_id)
        _note(plan, proposal, "declined", user_id)
        publish(RefundDeclined(reference=plan.reference, cause_key=proposal.cause_key))
    return proposal


def _approve(plan: PaymentPlan, proposal: RefundProposal, user_id: int) -> None:
    proposal.refund = request_refund(
        reference=plan.reference,
        amount=proposal.amount,
        cause_key=proposal.cause_key,
        reason=Refund.Reason.AGREED,
        actor=person(user_id),
    )
    _decide(proposal, State.APPROVED, user_id)
    _note(plan, proposal, "approved", user_id)


def _decide(proposal: RefundProposal, state: str, user_id: int) -> None:
    proposal.state = state
    proposal.decided_by_id, proposal.decided_at = user_id, timezone.now()
    proposal.save(update_fields=["state", "refund", "decided_by", "decided_at"])


def _note(plan: PaymentPlan, proposal: RefundProposal, to_state: str, user_id: int) -> None:
    write_history(
        plan=plan,
        axis="proposal",
        subject=proposal.cause_key[:40],
        to_state=to_state,
        reason=proposal.note,
        actor=person(user_id),
    )


def _lock(proposal_id: int) -> tuple[PaymentPlan, RefundProposal]:
    reference = PaymentPlan.objects.values_list("reference", flat=True).get(proposals=proposal_id)
    plan = PaymentPlan.objects.lock(reference)
    return plan, RefundProposal.objects.select_for_update(of=("self",)).get(pk=proposal_id)
