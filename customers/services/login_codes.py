"""Log-in codes: sent by SMS, kept as a keyed hash, used once."""

import hmac
import secrets
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from customers.errors import CodeNotValid, CodeRequestedTooOften
from customers.messages import LOGIN_CODE
from customers.models import LoginCode
from customers.phones import normalise_phone
from customers.policies import CustomerPolicies
from shop.common.encryption import keyed_hash
from shop.common.messages import send_secret
from shop.common.policies import policies
from shop.common.wording import MessageKind


@transaction.atomic
def request_code(
    *,
    phone: str,
    purpose: LoginCode.Purpose,
    ip: str | None = None,
    at: datetime | None = None,
    kind: MessageKind = LOGIN_CODE,
) -> LoginCode:
    """Send a fresh code to a phone. The answer is the same whether or not the phone is known.

    `kind` is a text that says what the code is for; it holds nothing but the code, as providers
    want it. Raises PhoneNotValid, and CodeRequestedTooOften at the limits per phone and per IP
    address.
    """
    phone = normalise_phone(phone)
    now = at or timezone.now()
    _lock_phone(phone)
    _refuse_too_often(phone=phone, ip=ip, now=now)
    rules = policies(CustomerPolicies)
    code = f"{secrets.randbelow(1_000_000):06d}"
    row = LoginCode.objects.create(
        phone=phone,
        purpose=purpose,
        code_hash=_hash(phone, purpose, code),
        ip=ip,
        created_at=now,
        expires_at=now + timedelta(minutes=rules.code_minutes),
    )
    send_secret(
        kind=kind.key,
        phone=phone,
        params={"code": code},
        dedup_key=f"login-code:{row.pk}",
    )
    return row


def next_code_at(*, phone: str, at: datetime) -> datetime | None:
    """Return until when a phone waits for its next code, None when it need not."""
    pause = timedelta(seconds=policies(CustomerPolicies).code_pause_seconds)
    newest = LoginCode.objects.filter(phone=phone, created_at__gt=at - pause)
    sent_at = newest.order_by("-created_at").values_list("created_at", flat=True).first()
    return sent_at + pause if sent_at else None


def redeem_code(
    *, phone: str, purpose: LoginCode.Purpose, code: str, at: datetime | None = None
) -> str:
    """Use a code up and return the phone that it proves. Raises CodeNotValid.

    A wrong try is counted even though it is refused, so call this outside any transaction.
    """
    phone = normalise_phone(phone)
    with transaction.atomic():
        is_right = _judge(phone=phone, purpose=purpose, code=code, now=at or timezone.now())
    if not is_right:
        raise CodeNotValid
    return phone


def _judge(*, phone: str, purpose: LoginCode.Purpose, code: str, now: datetime) -> bool:
    newest = (
        LoginCode.objects.select_for_update()
        .filter(phone=phone, purpose=purpose)
        .order_by("-created_at", "-pk")
        .first()
    )
    if newest is None or newest.used_at is not None or newest.expires_at <= now:
        return False
    if newest.wrong_tries >= policies(CustomerPolicies).code_tries:
        return False
    if not hmac.compare_digest(newest.code_hash, _hash(phone, purpose, code.strip())):
        newest.wrong_tries += 1
        newest.save(update_fields=["wrong_tries"])
        return False
    newest.used_at = now
    newest.save(update_fields=["used_at"])
    return True


def _hash(phone: str, purpose: str, code: str) -> str:
    return keyed_hash(f"login-code:{purpose}", f"{phone}:{code}")


def _lock_phone(phone: str) -> None:
    # Two requests at once must not both pass the limits: there is no row yet to lock.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"login-code:{phone}"]
        )


def _refuse_too_often(*, phone: str, ip: str | None, now: datetime) -> None:
    rules = policies(CustomerPolicies)
    of_phone = LoginCode.objects.filter(phone=phone)
    limits = [
        (of_phone, timedelta(seconds=rules.code_pause_seconds), 1),
        (of_phone, timedelta(hours=1), rules.codes_per_hour),
        (of_phone, timedelta(days=1), rules.codes_per_day),
    ]
    if ip:
        of_ip = LoginCode.objects.filter(ip=ip)
        limits.append((of_ip, timedelta(hours=1), rules.codes_per_address_and_hour))
    for codes, span, limit in limits:
        if codes.filter(created_at__gt=now - span).count() >= limit:
            raise CodeRequestedTooOften
