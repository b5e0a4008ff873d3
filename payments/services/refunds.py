"""Refunds: decided and reserved under the plan's lock, sent without a transaction, booked once."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from payments.errors import (
    NotPaidOutByHand,
    RefundExceedsCapture,
    RefundNotTheSame,
    TransferKnown,
)
from payments.events import RefundDone, RefundFailed
from payments.failures import RETURNED
from payments.gateways.reroutes import ReroutesRefunds
from payments.gateways.transfer import BY_HAND
from payments.models import PaymentAttempt, PaymentPlan, Refund, RefundPart, RefundReroute
from payments.services.gateways import gateway, notify_url
from payments.services.history import write_history
from payments.services.ledger import (
    book_into_bank,
    book_refund_done,
    book_refund_failed,
    book_refund_sent,
)
from payments.services.rerouting import (
    ask_another_way,
    is_about_another_way,
    meant_by,
    note_answer,
    sent_reroute,
)
from payments.services.resting import part_rests
from payments.types import RefundReport, RefundRequest, RefundState
from shop.common.actors import Actor, person, process
from shop.common.due_rows import take_due
from shop.common.errors import DomainError
from shop.common.events import publish
from shop.common.handover import hand_over
from shop.common.money import ZERO
from shop.common.numbers import out_refund_number
from shop.common.resting import timing
from shop.common.transport import ProviderUnavailable

SEND_TASK = "payments.tasks.send_refund_parts"
_FIRST_PAUSE = timedelta(seconds=15)
_LONGEST_PAUSE = timedelta(minutes=30)


@transaction.atomic
def request_refund(
    *,
    reference: str,
    amount: Decimal,
    cause_key: str,
    actor: Actor,
    reason: Refund.Reason | None = None,
    attempt_id: int | None = None,
    at: datetime | None = None,
) -> Refund:
    """Decide to give money back and reserve it, newest payment first; it is sent after commit.

    The same `cause_key` gives the same refund. Raises RefundExceedsCapture, or RefundNotTheSame
    when the cause was refunded with another amount. `attempt_id` takes it from that attempt alone.
    """
    now = at or timezone.now()
    plan = PaymentPlan.objects.lock(reference)
    known = plan.refunds.filter(cause_key=cause_key).first()
    if known is not None:
        if known.amount != amount:
            raise RefundNotTheSame
        return known
    takings = _takings(plan, amount, attempt_id)
    plan.refunded += amount
    plan.save(update_fields=["refunded"])
    refund = Refund.objects.create(
        plan=plan,
        amount=amount,
        cause_key=cause_key,
        reason=reason or "",
        case=Refund.Case.OPEN if reason in Refund.NOT_OWED else Refund.Case.NONE,
        created_at=now,
    )
    parts = [_reserve(refund, attempt, taken, now) for attempt, taken in takings]
    for part in parts:
        book_refund_sent(part=part, actor=actor, at=now)
    write_history(
        plan=plan,
        axis="refund",
        subject=refund.number,
        to_state=refund.state,
        actor=actor,
        reason=reason or "",
        at=now,
    )
    transaction.on_commit(partial(hand_over, SEND_TASK, part_ids=[part.pk for part in parts]))
    return refund


def send_refund_part(*, part_id: int, may_wait: bool = False) -> None:
    """Send one part to its gateway, or ask what became of it. Safe to repeat at any time.

    The number is the same on every try; from the second try on the gateway is asked first. What
    `may_wait` is not sent to a gateway that is slow just now.
    """
    if may_wait and part_rests(part_id=part_id):
        return
    part = _claim(part_id)
    if part is None:
        return
    reroute = sent_reroute(part_id=part.pk)
    try:
        with timing(service=part.attempt.gateway):
            report = _ask_gateway(part, _request(part), reroute)
    except DomainError as trouble:
        # Reached or not, the outcome is not known: the next try begins with a question.
        report = RefundReport(state=RefundState.UNKNOWN, code=trouble.code)
    settle_refund_part(
        part_id=part.pk,
        report=report,
        number=part.out_request_no,
        reroute_id=reroute.pk if reroute else None,
        actor=process("payments.refunds"),
    )


def _request(part: RefundPart) -> RefundRequest:
    attempt = part.attempt
    return RefundRequest(
        out_trade_no=attempt.out_trade_no,
        gateway_trade_no=attempt.gateway_trade_no,
        out_request_no=part.out_request_no,
        amount=part.amount,
        total=attempt.captured_amount,
        captured_at=attempt.captured_at or attempt.created_at,
        requested_at=part.refund.created_at,
        notify_url=notify_url(code=attempt.gateway),
        reason=_for_the_payer(part.refund),
    )


def _for_the_payer(refund: Refund) -> str:
    """Say why in the language of the shop: the gateway shows it to who paid."""
    with override(settings.LANGUAGE_CODE):
        return str(refund.get_reason_display())


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
    plan, part = _lock(part_id)
    report = meant_by(part=part, report=report)
    if _is_old_news(part, report, number):
        return False
    if is_about_another_way(part=part, report=report, reroute_id=reroute_id):
        part.ask_soon()
        return False
    note_answer(part=part, report=report, reroute_id=reroute_id, at=timezone.now())
    if report.state == RefundState.DONE:
        _mark_done(plan, part, actor=actor, at=now)
    elif report.state == RefundState.RETURNED:
        _mark_returned(plan, part, actor=actor, at=now)
    elif report.state == RefundState.REFUSED:
        if part.state == RefundPart.State.FAILED:
            return False
        part.number_is_spent = report.number_is_spent
        _mark_failed(plan, part, code=report.code, actor=actor)
    else:
        part.last_error = report.code
        if report.code == BY_HAND:  # nobody to ask: finance pays it out
            part.next_try_at = None
        part.save(update_fields=["last_error", "next_try_at"])
        return False
    return True


@transaction.atomic
def retry_refund_part(*, part_id: int, actor: Actor) -> RefundPart:
    """Try a failed part again, under the same number, unless the gateway says that it is spent.

    The old number stays in the history. What came back to our own account is not tried again.
    """
    plan, part = _lock(part_id)
    if part.state != RefundPart.State.FAILED or part.returned_at is not None:
        return part
    return send_again(plan=plan, part=part, actor=actor)


@transaction.atomic
def send_again(*, plan: PaymentPlan, part: RefundPart, actor: Actor) -> RefundPart:
    """Let a failed part set out once more; both are locked by the caller."""
    part.state = RefundPart.State.RESERVED
    part.next_try_at = timezone.now()
    spent = part.out_request_no if part.number_is_spent else ""
    if spent:
        part.out_request_no, part.number_is_spent, part.tries = out_refund_number(), False, 0
    part.save(update_fields=["state", "next_try_at", "out_request_no", "number_is_spent", "tries"])
    Refund.objects.filter(pk=part.refund_id).update(state=Refund.State.PENDING)
    book_refund_sent(part=part, actor=actor, at=part.next_try_at)
    write_history(
        plan=plan,
        axis="refund_part",
        subject=part.out_request_no,
        from_state=RefundPart.State.FAILED,
        to_state=part.state,
        reason=spent,
        actor=actor,
    )
    transaction.on_commit(partial(hand_over, SEND_TASK, part_ids=[part.pk]))
    return part


@transaction.atomic
def retry_refund(*, refund_id: int, actor: Actor) -> Refund:
    """Try every failed part of a refund again. Safe to repeat: what is on its way stays so."""
    failed = RefundPart.objects.filter(refund=refund_id, state=RefundPart.State.FAILED)
    for part_id in failed.order_by("pk").values_list("pk", flat=True):
        retry_refund_part(part_id=part_id, actor=actor)
    return Refund.objects.get(pk=refund_id)


@transaction.atomic
def pay_out_by_hand(*, part_id: int, serial: str, user_id: int) -> RefundPart:
    """Note that finance sent the money back by bank, under the bank's serial number.

    For what no gateway sends, and what a gateway refused to. Raises NotPaidOutByHand for the rest
    and for what is done, TransferKnown for a serial number that was noted before.
    """
    plan, part = _lock(part_id)
    serial = serial.strip()
    if not serial or not RefundPart.objects.to_pay_out().filter(pk=part_id).exists():
        raise NotPaidOutByHand
    if RefundPart.objects.filter(serial=serial).exists():
        raise TransferKnown
    part.serial = serial
    part.save(update_fields=["serial"])
    now, actor = timezone.now(), person(user_id)
    # It is over for whoever waits to agree to another way.
    done = RefundReport(state=RefundState.DONE)
    note_answer(part=part, report=done, reroute_id=None, at=now)
    _mark_done(plan, part, actor=actor, at=now)
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


def due_refund_parts(*, at: datetime | None = None, limit: int = 200) -> list[int]:
    """Take the parts whose time has come, for a hand-over: lost ones, and unknown outcomes."""
    now = at or timezone.now()
    return take_due(
        RefundPart.objects.due(now),
        time_field="next_try_at",
        at=now,
        limit=limit,
        order_by=("tries", "next_try_at", "pk"),
    )


def _takings(
    plan: PaymentPlan, amount: Decimal, attempt_id: int | None
) -> list[tuple[PaymentAttempt, Decimal]]:
    attempts = PaymentAttempt.objects.filter(
        payment__plan=plan, state=PaymentAttempt.State.CAPTURED
    )
    if attempt_id is not None:
        attempts = attempts.filter(pk=attempt_id)
    missing = amount
    takings = []
    for attempt in attempts.order_by("-captured_at", "-pk").select_for_update(of=("self",)):
        taken = min(missing, attempt.captured_amount - attempt.refunded_amount)
        if taken > ZERO:
            takings.append((attempt, taken))
            missing -= taken
    if amount <= ZERO or missing > ZERO:
        raise RefundExceedsCapture
    return takings


def _reserve(refund: Refund, attempt: PaymentAttempt, amount: Decimal, now: datetime) -> RefundPart:
    attempt.refunded_amount += amount
    attempt.save(update_fields=["refunded_amount"])
    return RefundPart.objects.create(
        refund=refund, attempt=attempt, amount=amount, next_try_at=now + _FIRST_PAUSE
    )


@transaction.atomic
def _claim(part_id: int) -> RefundPart | None:
    part = (
        RefundPart.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("refund", "attempt")
        .filter(pk=part_id, state__in=RefundPart.UNSETTLED)
        .first()
    )
    if part is None:
        return None
    part.tries += 1
    part.state = RefundPart.State.PENDING
    part.next_try_at = timezone.now() + min(_FIRST_PAUSE * 2 ** min(part.tries, 10), _LONGEST_PAUSE)
    part.save(update_fields=["tries", "state", "next_try_at"])
    return part


def _ask_gateway(
    part: RefundPart, request: RefundRequest, reroute: RefundReroute | None
) -> RefundReport:
    house = gateway(code=part.attempt.gateway)
    if reroute is not None and isinstance(house, ReroutesRefunds):
        return ask_another_way(house=house, reroute=reroute, request=request)
    if part.tries > 1:
        known = house.query_refund(request)
        if known.state != RefundState.NOT_FOUND:
            return known
    try:
        return house.refund(request)
    except ProviderUnavailable:
        return RefundReport(state=RefundState.UNKNOWN, code=ProviderUnavailable.code)


def _lock(part_id: int) -> tuple[PaymentPlan, RefundPart]:
    reference = PaymentPlan.objects.values_list("reference", flat=True).get(refunds__parts=part_id)
    plan = PaymentPlan.objects.lock(reference)
    part = (
        RefundPart.objects.select_for_update(of=("self",))
        .select_related("refund", "attempt")
        .get(pk=part_id)
    )
    part.refund.plan = plan
    return plan, part


def _is_old_news(part: RefundPart, report: RefundReport, number: str) -> bool:
    if part.state == RefundPart.State.DONE or part.returned_at is not None:
        return True
    is_gone = report.state in {RefundState.DONE, RefundState.RETURNED}
    return number not in {"", part.out_request_no} and not is_gone


def _mark_done(plan: PaymentPlan, part: RefundPart, *, actor: Actor, at: datetime) -> None:
    before = part.state
    part.state = RefundPart.State.DONE
    part.done_at = at
    part.next_try_at = None
    part.last_error = ""
    part.save(update_fields=["state", "done_at", "next_try_at", "last_error"])
    was_failed = before == RefundPart.State.FAILED
    book_refund_done(part=part, was_failed=was_failed, actor=actor, at=at)
    write_history(
        plan=plan,
        axis="refund_part",
        subject=part.out_request_no,
        from_state=before,
        to_state=part.state,
        actor=actor,
        at=at,
    )
    refund = part.refund
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


def _mark_failed(plan: PaymentPlan, part: RefundPart, *, code: str, actor: Actor) -> None:
    before = part.state
    part.state = RefundPart.State.FAILED
    part.next_try_at = None
    part.last_error = code
    part.save(update_fields=["state", "next_try_at", "last_error", "number_is_spent"])
    Refund.objects.filter(pk=part.refund_id).update(state=Refund.State.FAILED)
    book_refund_failed(part=part, actor=actor, at=timezone.now())
    write_history(
        plan=plan,
        axis="refund_part",
        subject=part.out_request_no,
        from_state=before,
        to_state=part.state,
        reason=code,
        actor=actor,
    )
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
