"""Refunds on another way: what the gateway is asked, and what its answers mean."""

from dataclasses import replace
from datetime import datetime

from payments.failures import STUCK_AT
from payments.gateways.reroutes import ReroutesRefunds
from payments.models import RefundPart, RefundReroute
from payments.types import RefundReport, RefundRequest, RefundState, RerouteTarget

State = RefundReroute.State


def ask_another_way(
    *, house: ReroutesRefunds, reroute: RefundReroute, request: RefundRequest
) -> RefundReport:
    """Send a refund another way if it still lies stuck. Safe to repeat: the gateway is asked first.

    Once the gateway is known to have taken it, stuck means that this way came to nothing too.
    """
    code = STUCK_AT[reroute.part.attempt.gateway]
    known = house.query_refund(request)
    if known.code != code or reroute.accepted_at is not None:
        return known
    answer = house.reroute_refund(request, gateway_number=known.gateway_number, way=reroute.way)
    if answer.state != RefundState.REFUSED:
        return answer
    # Refused for good, or because an earlier call of ours was taken: the gateway knows.
    return replace(house.query_refund(request), refusal=answer.code)


def sent_reroute(*, part_id: int) -> RefundReroute | None:
    """Return the way that a part's gateway was to send it, or is about to."""
    rows = RefundReroute.objects.sent().select_related("part__attempt")
    return rows.filter(part=part_id).first()


def meant_by(*, part: RefundPart, report: RefundReport) -> RefundReport:
    """Return what a report means: what was sent to our own account did not reach the customer."""
    if report.state != RefundState.DONE:
        return report
    is_ours = part.reroutes.sent().filter(target=RerouteTarget.OURS).exists()
    return replace(report, state=RefundState.RETURNED) if is_ours else report


def note_answer(
    *, part: RefundPart, report: RefundReport, reroute_id: int | None, at: datetime
) -> None:
    """Carry over to the way of a part what became of it."""
    way = part.reroutes.open().first()
    if way is None:
        return
    if report.state in {RefundState.DONE, RefundState.RETURNED}:
        way.mark_over(State.DONE if way.state == State.SENT else State.DECLINED, at=at)
    elif way.pk == reroute_id and report.state == RefundState.REFUSED:
        way.mark_over(State.FAILED, at=at, refusal=report.refusal or report.code)
    elif way.pk == reroute_id and report.state == RefundState.PENDING:
        way.mark_accepted(at)


def is_about_another_way(*, part: RefundPart, report: RefundReport, reroute_id: int | None) -> bool:
    """Say whether a refusal may be older than the way that the part is on."""
    if report.state != RefundState.REFUSED:
        return False
    return part.reroutes.sent().exclude(pk=reroute_id or 0).exists()
