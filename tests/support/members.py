"""Members of the staff as their roles make them, signed in to the back office in English."""

from django.test import Client

from shop.services.roles import ensure_roles, give_role
from tests.factories.customers import UserFactory


def signed_in(role: str) -> Client:
    """Return the browser of somebody who has this role of `shop/roles.py` and no other right."""
    ensure_roles()
    member = UserFactory(staff=True)
    give_role(user_id=member.pk, code=role)
    client = Client(headers={"accept-language": "en"})
    client.force_login(member, backend="customers.backends.IdentityBackend")
    return client
