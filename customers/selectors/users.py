"""Reads of people."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import Permission
from django.db.models import Q

from customers.models import Identity, User
from customers.types import Contact


def contact_of(user_id: int) -> Contact:
    """Return how to reach one person."""
    return contacts_of([user_id])[user_id]


def contacts_of(user_ids: Iterable[int]) -> dict[int, Contact]:
    """Return how to reach several people, in two queries."""
    people = (
        User.objects.get_queryset().filter(pk__in=list(user_ids)).prefetch_related("identities")
    )
    return {person.pk: _contact(person) for person in people}


def staff_with(permission: str) -> list[int]:
    """Return the ids of active staff who hold a permission ("app.codename"), superusers last."""
    app, codename = permission.split(".")
    held = Permission.objects.filter(content_type__app_label=app, codename=codename)
    people = (
        User.objects.staff()
        .active()
        .filter(
            Q(is_superuser=True) | Q(groups__permissions__in=held) | Q(user_permissions__in=held)
        )
        .distinct()
    )
    return list(people.order_by("is_superuser", "pk").values_list("pk", flat=True))


def registered_between(start: datetime, end: datetime) -> int:
    """Count the customers who registered in a span, its end excluded."""
    joined = User.objects.customers().filter(joined_at__gte=start, joined_at__lt=end)
    return joined.count()


def _contact(person: User) -> Contact:
    values = {identity.kind: identity.value for identity in person.identities.all()}
    return Contact(
        user_id=person.pk,
        phone=values.get(Identity.Kind.PHONE, ""),
        email=values.get(Identity.Kind.EMAIL, ""),
        language=person.language,
    )
