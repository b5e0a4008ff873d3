"""Sending stuck refunds another way: to a card that the customer names, or to our own account."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from payments.errors import NotReroutable, SecondPersonNeeded
from payments.models import PaymentPlan, Refund, RefundPart, RefundReroute
from payments.policies import PaymentPolicies
from payments.services.history import write_history
from payments.services.refund_retries import send_again
from payments.types import OtherWay, RerouteTarget
from shop.common.actors import Actor
from shop.common.policies import policies

State = RefundReroute.State
_ENDING = 4


@transaction.atomic
def reroute_refund(
    *, refund_id: int, way: OtherWay, actor: Actor, at: datetime | None = None
) -> Refund:
    """Have a stuck refund sent another way, under its number; its gateway is called after commit.

    From a policy amount on a second person agrees to a card. Of several stuck parts it is the
    first. Raises NotReroutable, also for the second of two who ask at once.
    """
    now = at or timezone.now()
    plan, part = _lock(refund_id)
    if part is None or part.reroutes.open().exists():
        raise NotReroutable
    is_card = way.target == RerouteTarget.CARD
    reroute = RefundReroute.objects.create(
        part=part,
        target=way.target,
        bank=way.bank,
        account=way.account,
        holder=way.holder,
        account_ending=way.account[-_ENDING:],
        needs_second=is_card and part.amount >= policies(PaymentPolicies).refund_second_person,
        asked_by_id=int(actor.user_id or 0),
        asked_at=now,
    )
    if reroute.needs_second:
        _note(plan, reroute, actor, now)
    else:
        _send(plan, part, reroute, actor, now)
    return part.refund


@transaction.atomic
def approve_reroute(*, refund_id: int, actor: Actor) -> Refund:
    """Let a stuck refund go to the card that another person entered.

    Raises SecondPersonNeeded for who entered it, NotReroutable when nothing waits any more.
    """
    plan, part = _lock(refund_id)
    reroute = _waiting(refund_id)
    if part is None or reroute.part_id != part.pk:
        raise NotReroutable
    if reroute.asked_by_id == actor.user_id:
        raise SecondPersonNeeded
    _send(plan, part, reroute, actor, timezone.now())
    return part.refund


@transaction.atomic
def decline_reroute(*, refund_id: int, actor: Actor) -> Refund:
    """Do without the card that waits. Raises NotReroutable when nothing waits any more."""
    plan, _part = _lock(refund_id)
    reroute = _waiting(refund_id)
    now = timezone.now()
    reroute.mark_over(State.DECLINED, at=now)
    _note(plan, reroute, actor, now)
    return plan.refunds.get(pk=refund_id)


def _lock(refund_id: int) -> tuple[PaymentPlan, RefundPart | None]:
    reference = PaymentPlan.objects.values_list("reference", flat=True).get(refunds=refund_id)
    plan = PaymentPlan.objects.lock(reference)
    stuck = RefundPart.objects.stuck().filter(refund=refund_id).order_by("pk")
    part = stuck.select_for_update(of=("self",)).select_related("refund", "attempt").first()
    if part is not None:
        part.refund.plan = plan
    return plan, part


def _waiting(refund_id: int) -> RefundReroute:
    rows = RefundReroute.objects.waiting().select_for_update(of=("self",)).select_related("part")
    reroute = rows.filter(part__refund=refund_id).first()
    if reroute is None:
        raise NotReroutable
    return reroute


def _send(
    plan: PaymentPlan, part: RefundPart, reroute: RefundReroute, actor: Actor, at: datetime
) -> None:
    reroute.mark_sent(user_id=actor.user_id)
    _note(plan, reroute, actor, at)
    send_again(plan=plan, part=part, actor=actor)


def _note(plan: PaymentPlan, reroute: RefundReroute, actor: Actor, at: datetime) -> None:
    to = f"{reroute.bank} *{reroute.account_ending}" if reroute.account_ending else reroute.target
    write_history(
        plan=plan,
        axis="reroute",
        subject=reroute.part.out_request_no,
        to_state=reroute.state,
        reason=to,
        actor=actor,
        at=at,
    )
