"""Personal data that customers change themselves, and the state of an account."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from customers.errors import PhoneTaken
from customers.models import Identity, LoginCode, User
from customers.services.login_codes import redeem_code


@dataclass(frozen=True, kw_only=True)
class Profile:
    nickname: str
    name: str
    gender: str
    birthday: date | None
    email: str


@transaction.atomic
def update_profile(*, user_id: int, profile: Profile) -> User:
    """Change personal data. A changed e-mail is unverified; one that is taken is not stored."""
    user = User.objects.get_queryset().lock(user_id)
    user.nickname = profile.nickname
    user.name = profile.name
    user.gender = profile.gender
    user.birthday = profile.birthday
    user.save(update_fields=["nickname", "name", "gender", "birthday"])
    _store_email(user, profile.email)
    return user


def change_phone(*, user_id: int, phone: str, code: str) -> None:
    """Move the account to a new phone, proven by a code. Raises CodeNotValid or PhoneTaken."""
    phone = redeem_code(phone=phone, purpose=LoginCode.Purpose.CHANGE_PHONE, code=code)
    with transaction.atomic():
        if Identity.objects.filter(kind=Identity.Kind.PHONE, value=phone).exists():
            raise PhoneTaken
        Identity.objects.update_or_create(
            user_id=user_id,
            kind=Identity.Kind.PHONE,
            defaults={"value": phone, "verified_at": timezone.now()},
        )


@transaction.atomic
def set_status(*, user_id: int, status: User.Status) -> User:
    """Freeze, free or cancel an account. The field-level history names the member of staff."""
    user = User.objects.get_queryset().lock(user_id)
    user.status = status
    user.save(update_fields=["status"])
    return user


def _store_email(user: User, email: str) -> None:
    own = user.identities.filter(kind=Identity.Kind.EMAIL)
    if not email:
        own.delete()
    elif not own.filter(value=email).exists():
        own.delete()
        Identity.objects.get_or_create(
            kind=Identity.Kind.EMAIL, value=email, defaults={"user": user, "verified_at": None}
        )
