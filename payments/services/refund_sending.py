"""Sending refunds to their gateways, without a transaction; what is unknown is asked about."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from payments.gateways.reroutes import ReroutesRefunds
from payments.models import Refund, RefundPart, RefundReroute
from payments.services.gateways import gateway, notify_url
from payments.services.history import move_part
from payments.services.locks import lock_part
from payments.services.refund_outcomes import settle_refund_part
from payments.services.refunds import FIRST_PAUSE
from payments.services.rerouting import ask_another_way, sent_reroute
from payments.services.resting import part_rests
from payments.types import RefundReport, RefundRequest, RefundState
from shop.common.actors import process
from shop.common.due_rows import take_due
from shop.common.errors import DomainError
from shop.common.resting import timing
from shop.common.transport import ProviderUnavailable

_LONGEST_PAUSE = timedelta(minutes=30)
_SENDER = process("payments.refunds")


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
        actor=_SENDER,
    )


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


@transaction.atomic
def _claim(part_id: int) -> RefundPart | None:
    """Take a part for one try: of several who come for it at once, the first alone gets it."""
    unsettled = RefundPart.objects.filter(pk=part_id, state__in=RefundPart.UNSETTLED)
    tries = unsettled.values_list("tries", flat=True).first()
    if tries is None:
        return None
    plan, part = lock_part(part_id=part_id)
    if part.tries != tries or part.state not in RefundPart.UNSETTLED:
        return None
    pause = min(FIRST_PAUSE * 2 ** min(tries + 1, 10), _LONGEST_PAUSE)
    part.begin_try(next_try_at=timezone.now() + pause)
    if part.state == RefundPart.State.RESERVED:
        move_part(plan=plan, part=part, to=RefundPart.State.PENDING, actor=_SENDER)
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
