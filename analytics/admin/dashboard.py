"""The manager's one screen, and the page views behind its visitors."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from analytics.admin.cards import cards
from analytics.admin.charts import Trend, trend
from analytics.admin.drills import drill_urls, list_url, work_url
from analytics.admin.funnel import funnel
from analytics.measures import DASHBOARD, MEASURES, Unit, measure_values, shown
from analytics.pages import LABELS
from analytics.selectors.dashboard import (
    SPARK_DAYS,
    CategoryChoice,
    Comparison,
    Dashboard,
    Period,
    Question,
    category_choices,
    dashboard,
)
from analytics.selectors.sales import channels
from analytics.selectors.traffic import PageCount, page_counts
from analytics.types import Scope, Span

_TRENDS = (7, 30)


def dashboard_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Show the figures of a time against another, what sells, and what waits."""
    _refuse_strangers(request)
    categories = category_choices()
    question = _question(request.GET, categories)
    found = dashboard(question, timezone.now())
    shown_trend = _trend(request.GET, found)
    context = site.each_context(request) | {
        "title": _("Dashboard"),
        "question": question,
        "filters": _filters(request.GET, categories),
        "trend": shown_trend,
        **_figures(request, question, found),
    }
    return TemplateResponse(request, "analytics/dashboard.html", context)


def traffic_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Show which pages, sources and devices the visitors of some days had."""
    _refuse_strangers(request)
    today = timezone.localdate()
    first = _day(request.GET.get("from", ""), today)
    last = max(first, _day(request.GET.get("to", ""), first))
    span = Span.of_days(first, min(last, first + timedelta(days=30)))
    tables = (("page", _("page")), ("source", _("source")), ("device", _("device")))
    context = site.each_context(request) | {
        "title": _("Visitors and page views"),
        "span": span,
        "tables": [
            {"head": head, "rows": _labelled(page_counts(span, column), column)}
            for column, head in tables
        ],
    }
    return TemplateResponse(request, "analytics/traffic.html", context)


def _figures(request: HttpRequest, question: Question, found: Dashboard) -> dict[str, Any]:
    now, before = measure_values(found.now), measure_values(found.before)
    recent = found.series[-SPARK_DAYS:]
    sparks = {key: [day.values[key] for day in recent] for key in DASHBOARD}
    urls = drill_urls(found.span, question.scope, request.user)
    return {
        "found": found,
        "cards": cards(DASHBOARD, now, before, sparks, urls),
        "funnel": funnel(found),
        "work": [(item, work_url(item, request.user)) for item in found.work],
        "sellers": [
            (
                seller,
                shown(Unit.YUAN, seller.amount),
                list_url(
                    "catalog_product", "catalog.view_product", request.user, {"q": seller.number}
                ),
            )
            for seller in found.sellers
        ],
    }


def _trend(asked: QueryDict, found: Dashboard) -> Trend:
    key = asked.get("measure", "")
    days = asked.get("trend", "")
    chosen = int(days) if days in {str(n) for n in _TRENDS} else _TRENDS[0]
    return trend(key if key in DASHBOARD else DASHBOARD[0], chosen, found.series)


def _question(asked: QueryDict, categories: Sequence[CategoryChoice]) -> Question:
    periods = {period.value: period for period in Period}
    comparisons = {comparison.value: comparison for comparison in Comparison}
    paths = {str(category.pk): category.path for category in categories}
    return Question(
        period=periods.get(asked.get("period", ""), Period.TODAY),
        comparison=comparisons.get(asked.get("compare", ""), Comparison.BEFORE),
        scope=Scope(
            channel=asked.get("channel", "")[:20],
            category_path=paths.get(asked.get("category", ""), ""),
        ),
    )


def _filters(asked: QueryDict, categories: Sequence[CategoryChoice]) -> list[dict[str, Any]]:
    """Describe the choices above the figures: name, label, options, what is chosen."""
    whole = ("", _("All"))
    choices = [
        ("period", _("time"), [
            ("today", _("today until now")), ("yesterday", _("yesterday")),
            ("7", _("7 days")), ("30", _("30 days")),
        ]),
        ("compare", _("against"), [
            ("before", _("the time before")), ("week", _("the same days of the week before")),
        ]),
        ("channel", _("channel"), [whole, *((name, name) for name in channels())]),
        ("category", _("category"), [whole, *((str(c.pk), c.label) for c in categories)]),
        ("measure", _("trend of"), [(key, str(MEASURES[key].label)) for key in DASHBOARD]),
        ("trend", _("over"), [("7", _("7 days")), ("30", _("30 days"))]),
    ]  # fmt: skip
    return [
        {"name": name, "label": label, "options": options, "chosen": asked.get(name, "")}
        for name, label, options in choices
    ]


def _labelled(rows: Sequence[PageCount], column: str) -> list[tuple[str, PageCount]]:
    labels = LABELS[column]
    return [(str(labels.get(row.name, row.name)), row) for row in rows]


def _refuse_strangers(request: HttpRequest) -> None:
    if not request.user.has_perm("analytics.view_dashboard"):
        raise PermissionDenied


def _day(told: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(told)
    except ValueError:
        return otherwise
