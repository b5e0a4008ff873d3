"""Refunds that people decide: proposed by one, approved by another above a policy amount."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from payments.errors import (
    MoneyMustGoBack,
    ProposalDecided,
    RefundExceedsCapture,
    SecondPersonNeeded,
)
from payments.events import RefundApproved, RefundDeclined
from payments.models import PaymentPlan, Refund, RefundProposal
from payments.selectors.plans import left_to_refund
from payments.selectors.second_person import refund_needs_second
from payments.services.history import write_history
from payments.services.refunds import request_refund
from shop.common.actors import Actor, person
from shop.common.events import publish
from shop.common.money import ZERO

State = RefundProposal.State


@transaction.atomic
def propose_refund(
    *,
    reference: str,
    amount: Decimal,
    cause_key: str,
    user_id: int,
    note: str = "",
    decides: bool = True,
    at: datetime | None = None,
) -> RefundProposal:
    """Ask for money to go back; below the policy amount it goes at once, if the person `decides`.

    What the person gave back of the plan alone counts along, whatever for.
    The same `cause_key` gives the same proposal. Raises RefundExceedsCapture, counting what waits.
    """
    plan = PaymentPlan.objects.lock(reference)
    known = plan.proposals.filter(cause_key=cause_key).first()
    if known is not None:
        return known
    if not ZERO < amount <= left_to_refund(reference):
        raise RefundExceedsCapture
    proposal = RefundProposal.objects.create(
        plan=plan,
        amount=amount,
        cause_key=cause_key,
        note=note[:200],
        needs_second=refund_needs_second(
            reference=reference, amount=amount, user_id=user_id, decides=decides
        ),
        proposed_by_id=user_id,
        proposed_at=at or timezone.now(),
    )
    _note(plan, proposal, "proposed", person(user_id))
    if not proposal.needs_second:
        _approve(plan, proposal, user_id, at)
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
    _approve(plan, proposal, user_id, None)
    return proposal


@transaction.atomic
def decline_refund(*, proposal_id: int, user_id: int) -> RefundProposal:
    """Do without a proposed refund. Safe to repeat.

    Raises ProposalDecided when it was approved, MoneyMustGoBack when its order was given up.
    """
    plan, proposal = _lock(proposal_id)
    if proposal.state == State.APPROVED:
        raise ProposalDecided
    if plan.state == PaymentPlan.State.CLOSED:
        raise MoneyMustGoBack
    if proposal.state == State.WAITING:
        _decline(plan, proposal, person(user_id))
    return proposal


@transaction.atomic
def withdraw_proposals(*, reference: str, actor: Actor) -> None:
    """Decline what waits, because all of the money goes back another way. Safe to repeat."""
    plan = PaymentPlan.objects.lock(reference)
    waiting = plan.proposals.select_for_update(of=("self",)).filter(state=State.WAITING)
    for proposal in waiting.order_by("pk"):
        _decline(plan, proposal, actor)


def _approve(
    plan: PaymentPlan, proposal: RefundProposal, user_id: int, at: datetime | None
) -> None:
    is_over = plan.state == PaymentPlan.State.CLOSED
    proposal.refund = request_refund(
        reference=plan.reference,
        amount=proposal.amount,
        cause_key=proposal.cause_key,
        reason=Refund.Reason.ORDER_CANCELLED if is_over else Refund.Reason.AGREED,
        actor=person(user_id),
        at=at,
    )
    _decide(proposal, State.APPROVED, person(user_id))
    _note(plan, proposal, "approved", person(user_id))
    publish(RefundApproved(reference=plan.reference, cause_key=proposal.cause_key), at=at)


def _decline(plan: PaymentPlan, proposal: RefundProposal, actor: Actor) -> None:
    _decide(proposal, State.DECLINED, actor)
    _note(plan, proposal, "declined", actor)
    publish(RefundDeclined(reference=plan.reference, cause_key=proposal.cause_key))


def _decide(proposal: RefundProposal, state: str, actor: Actor) -> None:
    proposal.state = state
    proposal.decided_by_id, proposal.decided_at = actor.user_id, timezone.now()
    proposal.save(update_fields=["state", "refund", "decided_by", "decided_at"])


def _note(plan: PaymentPlan, proposal: RefundProposal, to_state: str, actor: Actor) -> None:
    write_history(
        plan=plan,
        axis="proposal",
        subject=proposal.cause_key[:40],
        to_state=to_state,
        reason=proposal.note,
        actor=actor,
    )


def _lock(proposal_id: int) -> tuple[PaymentPlan, RefundProposal]:
    reference = PaymentPlan.objects.values_list("reference", flat=True).get(proposals=proposal_id)
    plan = PaymentPlan.objects.lock(reference)
    return plan, RefundProposal.objects.select_for_update(of=("self",)).get(pk=proposal_id)
