"""A code before paying: demanded by risk, sent to the account's phone, proved on the pay page."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from customers.models import LoginCode
from customers.selectors.users import contact_of
from customers.services.login_codes import next_code_at, redeem_code, request_code
from payments.messages import CONFIRM_CODE
from payments.models import PaymentPlan
from payments.risk.errors import NoCodeDemanded, NoPhoneForCode
from payments.services.history import write_history
from shop.common.actors import Actor, person
from shop.common.masking import mask_phone

_AXIS = "code"
_PURPOSE = LoginCode.Purpose.CONFIRM_PAYMENT


@dataclass(frozen=True, kw_only=True)
class AwaitedCode:
    """What the pay page shows of a code: `phone` is masked, and empty without one."""

    phone: str
    wait_until: datetime | None


@transaction.atomic
def demand_code(*, reference: str, actor: Actor, at: datetime | None = None) -> PaymentPlan:
    """Have a plan wait for a code: no attempt begins before it came. Safe to repeat."""
    plan = PaymentPlan.objects.lock(reference)
    if plan.awaits_code or plan.is_paid:
        return plan
    plan.awaits_code = True
    plan.save(update_fields=["awaits_code"])
    write_history(plan=plan, axis=_AXIS, to_state="demanded", actor=actor, at=at)
    return plan


def send_code(*, reference: str, customer_id: int, ip: str | None = None) -> None:
    """Send the code that the plan waits for.

    Raises PaymentPlan.DoesNotExist for another's plan, NoCodeDemanded, NoPhoneForCode,
    CodeRequestedTooOften.
    """
    _refuse_needless(reference, customer_id)
    request_code(phone=_phone(customer_id), purpose=_PURPOSE, ip=ip, kind=CONFIRM_CODE)


def awaited_code(*, customer_id: int, at: datetime) -> AwaitedCode:
    """Return where the code goes, and until when no other is sent."""
    phone = contact_of(customer_id).phone
    return AwaitedCode(phone=mask_phone(phone), wait_until=next_code_at(phone=phone, at=at))


def confirm_code(
    *, reference: str, customer_id: int, code: str, at: datetime | None = None
) -> PaymentPlan:
    """Take the code; the plan can be paid now.

    A wrong try is counted, so call it outside any transaction. Raises PaymentPlan.DoesNotExist for
    another's plan, NoCodeDemanded, NoPhoneForCode, CodeNotValid.
    """
    _refuse_needless(reference, customer_id)
    redeem_code(phone=_phone(customer_id), purpose=_PURPOSE, code=code, at=at)
    return _confirmed(reference, person(customer_id), at)


@transaction.atomic
def _confirmed(reference: str, actor: Actor, at: datetime | None) -> PaymentPlan:
    plan = PaymentPlan.objects.lock(reference)
    if plan.awaits_code:
        plan.awaits_code = False
        plan.save(update_fields=["awaits_code"])
        write_history(
            plan=plan,
            axis=_AXIS,
            from_state="demanded",
            to_state="confirmed",
            actor=actor,
            at=at,
        )
    return plan


def _refuse_needless(reference: str, customer_id: int) -> None:
    if not PaymentPlan.objects.owned_by(customer_id).get(reference=reference).awaits_code:
        raise NoCodeDemanded


def _phone(customer_id: int) -> str:
    phone = contact_of(customer_id).phone
    if not phone:
        raise NoPhoneForCode
    return phone
