"""Trying refunds again that their gateways refused."""

from django.db import transaction
from django.utils import timezone

from payments.models import PaymentPlan, Refund, RefundPart
from payments.services.history import move_part
from payments.services.ledger import book_refund_sent
from payments.services.locks import lock_part
from payments.services.refunds import send_soon
from shop.common.actors import Actor
from shop.common.numbers import out_refund_number


@transaction.atomic
def retry_refund(*, refund_id: int, actor: Actor) -> Refund:
    """Try every failed part of a refund again. Safe to repeat: what is on its way stays so."""
    failed = RefundPart.objects.filter(refund=refund_id, state=RefundPart.State.FAILED)
    for part_id in failed.order_by("pk").values_list("pk", flat=True):
        retry_refund_part(part_id=part_id, actor=actor)
    return Refund.objects.get(pk=refund_id)


@transaction.atomic
def retry_refund_part(*, part_id: int, actor: Actor) -> RefundPart:
    """Try a failed part again, under the same number, unless the gateway says that it is spent.

    The old number stays in the history. What came back to our own account is not tried again.
    """
    plan, part = lock_part(part_id=part_id)
    if part.state != RefundPart.State.FAILED or part.returned_at is not None:
        return part
    return send_again(plan=plan, part=part, actor=actor)


@transaction.atomic
def send_again(*, plan: PaymentPlan, part: RefundPart, actor: Actor) -> RefundPart:
    """Let a failed part set out once more; both are locked by the caller."""
    now = timezone.now()
    spent = part.out_request_no if part.number_is_spent else ""
    renewed = {"out_request_no": out_refund_number(), "number_is_spent": False, "tries": 0}
    move_part(
        plan=plan,
        part=part,
        to=RefundPart.State.RESERVED,
        reason=spent,
        actor=actor,
        also={"next_try_at": now, **(renewed if spent else {})},
    )
    Refund.objects.filter(pk=part.refund_id).update(state=Refund.State.PENDING)
    book_refund_sent(part=part, actor=actor, at=now)
    send_soon(parts=[part])
    return part
