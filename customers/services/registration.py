"""Accounts begin with a proven phone."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from customers.errors import AccountNotActive
from customers.events import CustomerRegistered
from customers.messages import WELCOME
from customers.models import Identity, LoginCode, User
from customers.services.login_codes import redeem_code
from shop.common.events import publish
from shop.common.masking import mask_phone
from shop.common.messages import Recipient, send_message


def register_or_login_by_code(
    *, phone: str, code: str, password: str = "", at: datetime | None = None
) -> tuple[User, bool]:
    """Prove the phone by its code; return its user and whether the account is new.

    Raises CodeNotValid, and AccountNotActive for a frozen account. Call it outside any transaction.
    """
    phone = redeem_code(phone=phone, purpose=LoginCode.Purpose.LOGIN, code=code, at=at)
    user = _user_of(phone)
    if user is not None:
        if not user.is_active:
            raise AccountNotActive
        return user, False
    try:
        return register_customer(phone=phone, password=password, at=at), True
    except IntegrityError:  # the same phone registered in another tab a moment ago
        return Identity.objects.get(kind=Identity.Kind.PHONE, value=phone).user, False


@transaction.atomic
def register_customer(
    *,
    phone: str,
    password: str = "",
    nickname: str = "",
    name: str = "",
    at: datetime | None = None,
) -> User:
    """Open an account for a proven phone; raises IntegrityError when the phone has one."""
    now = at or timezone.now()
    user = User(
        nickname=nickname or mask_phone(phone), name=name, joined_at=now, terms_accepted_at=now
    )
    if password:
        user.set_password(password)
    else:
        user.set_unusable_password()
    user.save()
    user.identities.create(kind=Identity.Kind.PHONE, value=phone, verified_at=now, created_at=now)
    publish(CustomerRegistered(user_id=user.pk), at=now)
    send_message(
        kind=WELCOME.key,
        to=Recipient(user_id=user.pk),
        params={"name": str(user), "number": user.number},
        dedup_key=f"welcome:{user.pk}",
        at=now,
    )
    return user


def _user_of(phone: str) -> User | None:
    identity = (
        Identity.objects.select_related("user")
        .filter(kind=Identity.Kind.PHONE, value=phone)
        .first()
    )
    return identity.user if identity else None
