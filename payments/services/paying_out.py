"""Refunds that finance pays out by bank: what no gateway sends, and what one refused to."""

from django.db import transaction
from django.utils import timezone

from payments.errors import NotPaidOutByHand, TransferKnown
from payments.models import Refund, RefundPart
from payments.services.bank_serials import serial_once
from payments.services.ledger import book_into_bank
from payments.services.locks import lock_part
from payments.services.refund_outcomes import mark_done
from payments.services.rerouting import note_answer
from payments.types import RefundReport, RefundState
from shop.common.actors import Actor, person


@transaction.atomic
def pay_out_by_hand(*, part_id: int, serial: str, user_id: int) -> RefundPart:
    """Note that finance sent the money back by bank, under the bank's serial number.

    For what no gateway sends, and what a gateway refused to. Raises NotPaidOutByHand for the rest
    and for what is done, TransferKnown for a serial number that was noted before.
    """
    plan, part = lock_part(part_id=part_id)
    serial = serial.strip()
    if not serial or not RefundPart.objects.to_pay_out().filter(pk=part_id).exists():
        raise NotPaidOutByHand
    if _is_known(serial):
        raise TransferKnown
    part.serial = serial
    with serial_once():
        part.save(update_fields=["serial"])
    now, actor = timezone.now(), person(user_id)
    # It is over for whoever waits to agree to another way.
    done = RefundReport(state=RefundState.DONE)
    note_answer(part=part, report=done, reroute_id=None, at=now)
    mark_done(plan=plan, part=part, actor=actor, at=now)
    book_into_bank(
        key=f"paid_out:{part.pk}",
        gateway=part.attempt.gateway,
        amount=-part.amount,
        actor=actor,
        at=now,
        reference=plan.reference,
        subject=serial,
    )
    part.refresh_from_db()
    return part


@transaction.atomic
def pay_out_refund(*, refund_id: int, serial: str, actor: Actor) -> Refund:
    """Note that finance paid out by bank the one part that its gateway refused.

    Raises NotPaidOutByHand when there is none, or several: then each is noted by itself.
    """
    failed = RefundPart.objects.filter(refund=refund_id, state=RefundPart.State.FAILED)
    ids = list(failed.values_list("pk", flat=True)[:2])
    if len(ids) != 1:
        raise NotPaidOutByHand
    pay_out_by_hand(part_id=ids[0], serial=serial, user_id=actor.user_id or 0)
    return Refund.objects.get(pk=refund_id)


def _is_known(serial: str) -> bool:
    return RefundPart.objects.filter(serial=serial).exists()
