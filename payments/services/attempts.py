"""Attempts: a shopper sets out to a gateway."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from payments.errors import (
    GatewayKeysInvalid,
    GatewayNotOffered,
    PayerNotKnown,
    PaymentRefused,
    PlanNotPayable,
)
from payments.failures import NO_CONNECTION, FailureGroup, failure_group
from payments.models import Payment, PaymentAttempt, PaymentPlan
from payments.models.attempt import LAST_LOOK
from payments.policies import PaymentPolicies
from payments.risk.errors import CodeNeeded, PaymentNotAccepted
from payments.risk.services.paying import assess_way
from payments.risk.types import Decision
from payments.selectors.departures import (
    KEPT_KINDS,
    due_payment,
    kept_departure,
    own_due_payment,
)
from payments.services.deadlines import TRANSFER, give_transfer_days
from payments.services.failing import note_failure
from payments.services.gateways import gateway, made_under, notify_url, ways_to_pay
from payments.services.history import move_attempt, write_history
from payments.services.locks import lock_attempt
from payments.services.switching import give_up_other_attempts
from payments.types import Departure, Payer, PayRequest, PayWay
from shop.common.actors import person
from shop.common.policies import policies
from shop.common.transport import ProviderAnswerInvalid, ProviderUnavailable

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class StartedAttempt:
    """The attempt that was made or taken up again, and where the payer goes."""

    attempt_id: int
    departure: Departure


def start_attempt(
    *,
    reference: str,
    customer_id: int,
    gateway_code: str,
    product: str = "",
    payer: Payer | None = None,
) -> StartedAttempt:
    """Begin, or take up again, a payment through a gateway; without a product by its best one.

    An unfinished attempt through the same product is taken up under its number, so that two tabs
    cannot pay twice; those through others, under another account of the shop, or for another payer
    where the gateway is told who pays, are closed first. Raises PaymentPlan.DoesNotExist for
    another's plan, PlanNotPayable, GatewayNotOffered, PayerNotKnown, PaymentNotAccepted and
    CodeNeeded by the rules of risk, PaymentRefused, ProviderUnavailable; after the last the attempt
    can be taken up.
    """
    payment = own_due_payment(reference=reference, customer_id=customer_id)
    if payment is None:
        raise PlanNotPayable
    payer = payer or Payer()
    way = _way(payment, gateway_code, product, payer)
    if way.needs_payer and not payer.payer_id:
        raise PayerNotKnown
    if assess_way(reference=reference, gateway_code=way.gateway) == Decision.REFUSE:
        raise PaymentNotAccepted
    under = made_under(code=way.gateway, payer_id=payer.payer_id if way.needs_payer else "")
    give_up_other_attempts(
        reference=reference, gateway_code=way.gateway, product=way.product, under=under
    )
    attempt = create_attempt(
        reference=reference, gateway_code=way.gateway, product=way.product, under=under
    )
    return StartedAttempt(attempt_id=attempt.pk, departure=_depart(payment.plan, attempt, payer))


def _way(payment: Payment, gateway_code: str, product: str, payer: Payer) -> PayWay:
    ways = ways_to_pay(device=payer.device, amount=payment.amount, payer_id=payer.payer_id)
    for way in ways:
        if way.gateway == gateway_code and product in {"", way.product}:
            return way
    raise GatewayNotOffered


@transaction.atomic
def create_attempt(
    *,
    reference: str,
    gateway_code: str,
    product: str,
    under: str = "",
    at: datetime | None = None,
) -> PaymentAttempt:
    """Write the attempt for the instalment that is due. Raises PlanNotPayable, CodeNeeded.

    `under` is the mark of the account that it is made under.
    """
    now = at or timezone.now()
    plan = PaymentPlan.objects.lock(reference)
    payment = due_payment(plan)
    if payment is None or not plan.is_payable(now):
        raise PlanNotPayable
    if plan.awaits_code:
        raise CodeNeeded
    same = payment.attempts.filter(
        gateway=gateway_code,
        product=product,
        state=PaymentAttempt.State.PENDING,
        amount=payment.amount,
        made_under__in=("", under),
    )
    unfinished = same.order_by("-pk").first()
    if unfinished is not None:
        unfinished.take_up(now)
        return unfinished
    if gateway_code == TRANSFER:
        give_transfer_days(plan=plan, at=now)
    attempt = PaymentAttempt.objects.create(
        payment=payment,
        gateway=gateway_code,
        product=product,
        made_under=under,
        amount=payment.amount,
        state=PaymentAttempt.State.PENDING,
        expires_at=plan.deadline or now + timedelta(days=1),
        created_at=now,
        next_query_at=now + timedelta(seconds=policies(PaymentPolicies).query_seconds),
    )
    write_history(
        plan=plan,
        axis="attempt",
        subject=attempt.out_trade_no,
        to_state=attempt.state,
        actor=person(plan.customer_id),
        at=now,
    )
    return attempt


def _depart(plan: PaymentPlan, attempt: PaymentAttempt, payer: Payer) -> Departure:
    """Ask the gateway where to go, unless the payer has been shown it already."""
    kept = kept_departure(attempt, at=timezone.now())
    if kept is not None:
        return kept
    try:
        departure = gateway(code=attempt.gateway).create(_pay_request(plan, attempt, payer))
    except PaymentRefused as refusal:
        mark_attempt_refused(attempt_id=attempt.pk, code=refusal.reason)
        raise
    except ProviderUnavailable:
        note_failure(attempt_id=attempt.pk, code=NO_CONNECTION)
        raise
    except ProviderAnswerInvalid as garbage:
        note_failure(attempt_id=attempt.pk, code=garbage.code)
        raise
    except GatewayKeysInvalid as ours:
        logger.exception("A gateway's account cannot be used", extra={"gateway": attempt.gateway})
        note_failure(attempt_id=attempt.pk, code=ours.code)
        raise GatewayNotOffered from ours
    if departure.kind in KEPT_KINDS:
        keep_departure(attempt_id=attempt.pk, departure=departure)
    return departure


@transaction.atomic
def keep_departure(*, attempt_id: int, departure: Departure) -> None:
    """Keep what the payer is shown, so that looking again makes no second call."""
    PaymentAttempt.objects.filter(pk=attempt_id).update(
        departure={
            "kind": str(departure.kind),
            "url": departure.url,
            "fields": dict(departure.fields),
        },
        departed_at=timezone.now(),
    )


@transaction.atomic
def mark_attempt_refused(*, attempt_id: int, code: str) -> None:
    """Note that the gateway would not begin the trade; the payer chooses another way."""
    plan, attempt = lock_attempt(attempt_id=attempt_id)
    if attempt.state not in PaymentAttempt.UNSETTLED:
        return
    group = failure_group(code)
    move_attempt(
        plan=plan,
        attempt=attempt,
        to=PaymentAttempt.State.FAILED,
        reason=code,
        actor=person(plan.customer_id),
        also={
            "failure_code": code[:64],
            "failure_group": group,
            "failed_at": timezone.now(),
            "refusal_count": attempt.refusal_count + (group == FailureGroup.BANK),
            # Money may come all the same: one last look after its time.
            "next_query_at": attempt.expires_at + LAST_LOOK,
        },
    )


def _pay_request(plan: PaymentPlan, attempt: PaymentAttempt, payer: Payer) -> PayRequest:
    base = settings.SITE_URL.rstrip("/")
    return PayRequest(
        out_trade_no=attempt.out_trade_no,
        amount=attempt.amount,
        subject=plan.subject,
        started_at=attempt.created_at,
        expires_at=attempt.expires_at,
        product=attempt.product,
        payer_ip=payer.ip,
        payer_id=payer.payer_id,
        return_url=base + reverse("payments:pay-return", args=[plan.reference]),
        notify_url=notify_url(code=attempt.gateway),
    )
