"""How a password log-in finds its user: by any verified identity."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from customers.known_browsers import COOKIE, browser_of
from customers.models import Identity, User
from customers.services.password_tries import begin_password_try, forgive_password_try


class IdentityBackend(ModelBackend):
    """Accept mobile number, user name or e-mail together with the password."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        name = (username or kwargs.get("number") or "").strip()
        if not name or password is None:
            return None
        user = User.objects.filter(identities__value=name, identities__kind__in=_KINDS).first()
        try_id = _begin(request, name, user) if request else None
        if user is None:
            User().set_password(password)  # the same time for known and unknown names
            return None
        if not (user.check_password(password) and self.user_can_authenticate(user)):
            return None
        if try_id is not None:
            forgive_password_try(try_id=try_id)
        return user


def _begin(request: HttpRequest, name: str, user: User | None) -> int:
    """Count the try; raises TooManyPasswordTries, which the middleware tells the person."""
    browser = browser_of(user.pk, request.COOKIES.get(COOKIE, "")) if user else ""
    address = request.META.get("REMOTE_ADDR", "")
    return begin_password_try(name=name, address=address, browser=browser).pk


_KINDS = (Identity.Kind.PHONE, Identity.Kind.USERNAME, Identity.Kind.EMAIL)
