"""From a figure to the rows behind it: addresses of filtered lists, for those who may see them."""

from urllib.parse import urlencode

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.urls import NoReverseMatch, reverse

from analytics.selectors.work import WaitingWork
from analytics.types import Scope, Span

Viewer = AbstractBaseUser | AnonymousUser

_PAID = ("paid_amount", "orders_paid", "average_order_value", "conversion_rate")


def drill_urls(span: Span, scope: Scope, user: Viewer) -> dict[str, str]:
    """Return the address behind each measure of the dashboard."""
    channel = {"channel__exact": scope.channel} if scope.channel else {}
    paid = list_url("orders_order", "orders.view_order", user, _within("paid_at", span) | channel)
    gmv = _within("placed_at", span) | channel | {"paid_at__isnull": "False"}
    refunds = _within("done_at", span) | {"state__exact": "done"}
    people = _within("joined_at", span) | {"is_staff__exact": "0"}
    days = urlencode({"from": span.first_day.isoformat(), "to": span.last_day.isoformat()})
    return {
        **dict.fromkeys(_PAID, paid),
        "gmv": list_url("orders_order", "orders.view_order", user, gmv),
        "refunded_amount": list_url("payments_refund", "payments.view_refund", user, refunds),
        "new_users": list_url("customers_user", "customers.view_user", user, people),
        "visitors": f"{reverse('admin:analytics-traffic')}?{days}",
    }


def work_url(work: WaitingWork, user: Viewer) -> str:
    return _list(work.page, work.permission, user, work.query)


def list_url(page: str, permission: str, user: Viewer, query: dict[str, str]) -> str:
    """Return the address of a filtered list, or nothing for whoever may not open it."""
    return _list(page, permission, user, urlencode(query))


def _list(page: str, permission: str, user: Viewer, query: str) -> str:
    if not (isinstance(user, PermissionsMixin) and user.has_perm(permission)):
        return ""
    try:
        return f"{reverse(f'admin:{page}_changelist')}?{query}".rstrip("?")
    except NoReverseMatch:  # a room of the house without a list
        return ""


def _within(column: str, span: Span) -> dict[str, str]:
    return {f"{column}__gte": span.start.isoformat(), f"{column}__lt": span.end.isoformat()}
