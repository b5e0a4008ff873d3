"""Passwords are set by whoever is signed in or has just proven the phone."""

from django.db import transaction

from customers.models import LoginCode, User
from customers.services.login_codes import redeem_code


@transaction.atomic
def set_password(*, user_id: int, password: str) -> User:
    """Set a new password; other sessions of the user end with it."""
    user = User.objects.get_queryset().lock(user_id)
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


def reset_password_by_code(*, user_id: int, phone: str, code: str, password: str) -> User:
    """Set a new password after the phone was proven by a code. Raises CodeNotValid."""
    redeem_code(phone=phone, purpose=LoginCode.Purpose.RESET_PASSWORD, code=code)
    return set_password(user_id=user_id, password=password)
