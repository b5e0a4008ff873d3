"""The first page of the back office: what waits for this person, the day so far, what is new."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from orders.selectors.takings import takings
from shop.common.models import Message
from shop.common.selectors import messages_for
from shop.templatetags.money import yuan
from shop.work import work_for

_NOTICES = 6
_SEES_FIGURES = "analytics.view_dashboard"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number of today beside that of yesterday at the same time of the day."""

    title: StrOrPromise
    today: str
    yesterday: str
    change: int | None  # in per cent


def home(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Fill the theme's first page."""
    now = timezone.now()
    work = work_for(request.user, now)
    sees_figures = request.user.has_perm(_SEES_FIGURES)
    return context | {
        "title": _("Home"),
        "work": work,
        "waiting_count": sum(1 for item in work if item.waiting.count),
        "figures": _figures(now) if sees_figures else [],
        "dashboard": _dashboard() if sees_figures else "",
        "notices": _notices(request),
        "now": now,
    }


def _figures(now: datetime) -> list[Figure]:
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    a_day = timedelta(days=1)
    found = takings({"today": (midnight, now), "yesterday": (midnight - a_day, now - a_day)})
    today, before = found["today"], found["yesterday"]
    return [
        _figure(_("Orders placed"), today.placed, before.placed),
        _figure(_("Orders paid"), today.paid, before.paid),
        _figure(_("Paid amount (GMV)"), today.amount, before.amount),
        _figure(_("Average order value"), today.average, before.average),
    ]


def _figure(title: StrOrPromise, today: Decimal | int, before: Decimal | int) -> Figure:
    change = round((today - before) * 100 / before) if before else None
    return Figure(title=title, today=_written(today), yesterday=_written(before), change=change)


def _written(value: Decimal | int) -> str:
    return yuan(value) if isinstance(value, Decimal) else str(value)


def _dashboard() -> str:
    try:
        return reverse("admin:analytics-dashboard")
    except NoReverseMatch:
        return ""


def _notices(request: HttpRequest) -> list[Message]:
    return list(messages_for(int(request.user.pk or 0)).unread()[:_NOTICES])
