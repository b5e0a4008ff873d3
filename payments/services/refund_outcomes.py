"""What became of a refund: booked once, whoever brings the news."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from payments.events import RefundDone, RefundFailed
from payments.failures import RETURNED
from payments.gateways.transfer import BY_HAND
from payments.models import PaymentPlan, Refund, RefundPart
from payments.services.history import move_part
from payments.services.ledger import book_into_bank, book_refund_done, book_refund_failed
from payments.services.locks import lock_part
from payments.services.rerouting import is_about_another_way, meant_by, note_answer
from payments.types import RefundReport, RefundState
from shop.common.actors import Actor
from shop.common.events import publish


@transaction.atomic
def settle_refund_part(
    *,
    part_id: int,
    report: RefundReport,
    actor: Actor,
    at: datetime | None = None,
    number: str = "",
    reroute_id: int | None = None,
) -> bool:
    """Book what a gateway says of a part and say whether it decided something new.

    The last part done makes the refund done. `number` and `reroute_id` are what the report is
    about: of what was given up for another meanwhile only that money is gone is news.
    """
    now = report.done_at or at or timezone.now()
    plan, part = lock_part(part_id=part_id)
    report = meant_by(part=part, report=report)
    if _is_old_news(part, report, number):
        return False
    if is_about_another_way(part=part, report=report, reroute_id=reroute_id):
        part.ask_soon()
        return False
    note_answer(part=part, report=report, reroute_id=reroute_id, at=timezone.now())
    if report.state == RefundState.DONE:
        mark_done(plan=plan, part=part, actor=actor, at=now)
    elif report.state == RefundState.RETURNED:
        _mark_returned(plan, part, actor=actor, at=now)
    elif report.state == RefundState.REFUSED:
        if part.state == RefundPart.State.FAILED:
            return False
        _mark_failed(plan, part, code=report.code, is_spent=report.number_is_spent, actor=actor)
    else:
        part.last_error = report.code
        if report.code == BY_HAND:  # nobody to ask: finance pays it out
            part.next_try_at = None
        part.save(update_fields=["last_error", "next_try_at"])
        return False
    return True


def mark_done(*, plan: PaymentPlan, part: RefundPart, actor: Actor, at: datetime) -> None:
    """Book that a part is back with the payer, under the locks of the plan and the part."""
    was_failed = part.state == RefundPart.State.FAILED
    move_part(
        plan=plan,
        part=part,
        to=RefundPart.State.DONE,
        actor=actor,
        at=at,
        also={"done_at": at, "next_try_at": None, "last_error": ""},
    )
    book_refund_done(part=part, was_failed=was_failed, actor=actor, at=at)
    _finish(plan, part.refund, at)


def _finish(plan: PaymentPlan, refund: Refund, at: datetime) -> None:
    """Say how a refund stands after one more of its parts is done."""
    others = refund.parts.exclude(state=RefundPart.State.DONE)
    if others.exists():
        if not others.filter(state__in=RefundPart.UNSETTLED).exists():
            Refund.objects.filter(pk=refund.pk).update(state=Refund.State.FAILED)
        return
    refund.state = Refund.State.DONE
    refund.done_at = at
    refund.save(update_fields=["state", "done_at"])
    publish(
        RefundDone(
            reference=plan.reference,
            refund_id=refund.pk,
            amount=refund.amount,
            cause_key=refund.cause_key,
            done_at=at,
        ),
        at=at,
    )


def _is_old_news(part: RefundPart, report: RefundReport, number: str) -> bool:
    if part.state == RefundPart.State.DONE or part.returned_at is not None:
        return True
    is_gone = report.state in {RefundState.DONE, RefundState.RETURNED}
    return number not in {"", part.out_request_no} and not is_gone


def _mark_failed(
    plan: PaymentPlan, part: RefundPart, *, code: str, is_spent: bool = False, actor: Actor
) -> None:
    move_part(
        plan=plan,
        part=part,
        to=RefundPart.State.FAILED,
        reason=code,
        actor=actor,
        also={
            "next_try_at": None,
            "last_error": code,
            "number_is_spent": is_spent,
        },
    )
    Refund.objects.filter(pk=part.refund_id).update(state=Refund.State.FAILED)
    book_refund_failed(part=part, actor=actor, at=timezone.now())
    publish(RefundFailed(reference=plan.reference, refund_id=part.refund_id, code=code))


def _mark_returned(plan: PaymentPlan, part: RefundPart, *, actor: Actor, at: datetime) -> None:
    """Book money that came to our bank instead of to the customer: the claim stays the customer's.

    Finance pays it out by hand.
    """
    if part.state == RefundPart.State.FAILED:
        part.last_error = RETURNED
    else:
        _mark_failed(plan, part, code=RETURNED, actor=actor)
    part.returned_at = at
    part.save(update_fields=["last_error", "returned_at"])
    book_into_bank(
        key=f"returned:{part.pk}",
        gateway=part.attempt.gateway,
        amount=part.amount,
        actor=actor,
        at=at,
        reference=plan.reference,
        subject=part.out_request_no,
    )
