"""Attempts: a shopper sets out to a gateway."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from payments.errors import GatewayNotOffered, PlanNotPayable
from payments.models import Payment, PaymentAttempt, PaymentPlan
from payments.policies import PaymentPolicies
from payments.services.gateways import gateway, notify_url, ways_to_pay
from payments.services.plans import write_history
from payments.types import Departure, Device, PayRequest, PayWay
from shop.common.actors import person
from shop.common.policies import policies


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
    device: Device = Device.COMPUTER,
    payer_ip: str = "",
) -> StartedAttempt:
    """Begin, or take up again, a payment through a gateway; without a product by its best one.

    An unfinished attempt through the same product is taken up under its number, so that two tabs
    cannot pay twice. Raises PaymentPlan.DoesNotExist for another's plan, PlanNotPayable,
    GatewayNotOffered, ProviderUnavailable; after the last the attempt can be taken up.
    """
    way = _way(gateway_code, product, device)
    plan = PaymentPlan.objects.owned_by(customer_id).get(reference=reference)
    attempt = create_attempt(reference=reference, gateway_code=way.gateway, product=way.product)
    departure = gateway(code=way.gateway).create(_pay_request(plan, attempt, payer_ip))
    return StartedAttempt(attempt_id=attempt.pk, departure=departure)


def _way(gateway_code: str, product: str, device: Device) -> PayWay:
    for way in ways_to_pay(device=device):
        if way.gateway == gateway_code and product in {"", way.product}:
            return way
    raise GatewayNotOffered


@transaction.atomic
def create_attempt(
    *, reference: str, gateway_code: str, product: str, at: datetime | None = None
) -> PaymentAttempt:
    """Write the attempt for the instalment that is due. Raises PlanNotPayable."""
    now = at or timezone.now()
    plan = PaymentPlan.objects.lock(reference)
    payment = plan.payments.filter(state=Payment.State.DUE).order_by("position").first()
    if payment is None or not _is_payable(plan, now):
        raise PlanNotPayable
    same = payment.attempts.filter(
        gateway=gateway_code, product=product, state=PaymentAttempt.State.PENDING
    )
    unfinished = same.order_by("-pk").first()
    if unfinished is not None:
        return unfinished
    attempt = PaymentAttempt.objects.create(
        payment=payment,
        gateway=gateway_code,
        product=product,
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


def _is_payable(plan: PaymentPlan, now: datetime) -> bool:
    is_open = plan.state == PaymentPlan.State.OPEN and not plan.is_paid
    return is_open and (plan.deadline is None or now < plan.deadline)


def _pay_request(plan: PaymentPlan, attempt: PaymentAttempt, payer_ip: str) -> PayRequest:
    base = settings.SITE_URL.rstrip("/")
    return PayRequest(
        out_trade_no=attempt.out_trade_no,
        amount=attempt.amount,
        subject=plan.subject,
        started_at=attempt.created_at,
        expires_at=attempt.expires_at,
        product=attempt.product,
        payer_ip=payer_ip,
        return_url=base + reverse("payments:pay-return", args=[plan.reference]),
        notify_url=notify_url(code=attempt.gateway),
    )
