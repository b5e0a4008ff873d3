"""Whom to tell among the staff."""

from django.contrib.auth import get_user_model
from django.db.models import Q


def staff_with(permission: str) -> list[int]:
    """Return the active staff who have a right of their own or by their role."""
    app, codename = permission.split(".")
    right = {"codename": codename, "content_type__app_label": app}
    by_role = Q(**{f"groups__permissions__{key}": value for key, value in right.items()})
    own = Q(**{f"user_permissions__{key}": value for key, value in right.items()})
    people = get_user_model()._default_manager.filter(by_role | own, is_staff=True)  # noqa: SLF001  Django documents it
    rows = [user for user in people.distinct().order_by("pk") if user.is_active]
    return [user.pk for user in rows]
