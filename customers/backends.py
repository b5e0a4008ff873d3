"""How a password log-in finds its user: by any verified identity."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from customers.models import Identity, User


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
        if user is None:
            User().set_password(password)  # the same time for known and unknown names
            return None
        if user.check_password(password) and self.user_can_authenticate(user):
            return user
        return None


_KINDS = (Identity.Kind.PHONE, Identity.Kind.USERNAME, Identity.Kind.EMAIL)
