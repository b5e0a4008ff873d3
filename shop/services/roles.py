"""Setting up the roles, and giving one to a member of staff."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat

from customers.models import User
from shop.roles import ROLES, Role, role


@transaction.atomic
def ensure_roles(*, reset: bool = False) -> list[str]:
    """Make the groups of the roles that are missing, and return their names.

    A group that is there keeps what operators made of it, unless `reset` puts it back. Safe to
    repeat. Raises LookupError when a role names a right that does not exist.
    """
    made = []
    for known in ROLES:
        group, is_new = Group.objects.get_or_create(name=known.name)
        if is_new or reset:
            group.permissions.set(_permissions(known))
            made.append(known.name)
    return made


def missing_roles() -> list[str]:
    """Return the names of the roles that have no group yet."""
    there = set(Group.objects.values_list("name", flat=True))
    return [known.name for known in ROLES if known.name not in there]


@transaction.atomic
def give_role(*, user_id: int, code: str) -> None:
    """Put a member of staff into the group of a role."""
    group = Group.objects.get(name=role(code).name)
    User.objects.get_queryset().get(pk=user_id).groups.add(group)


def _permissions(known: Role) -> Iterable[Permission]:
    named = Concat("content_type__app_label", Value("."), "codename")
    rows = Permission.objects.annotate(full_name=named).filter(full_name__in=known.permissions)
    found = {row.full_name: row for row in rows}
    if unknown := known.permissions - found.keys():
        raise LookupError(f"{known.code}: {', '.join(sorted(unknown))}")
    return found.values()
