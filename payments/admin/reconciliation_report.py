"""Day, week or month of all gateways: both books, the bank, what is open (日结、周结、月结)."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from payments.admin.asked_days import asked_day
from payments.models import Statement
from payments.selectors.days_to_close import last_compared_day
from payments.selectors.plans import gateway_label
from payments.selectors.reconciliation import ReportLine, report_of_days, sums_by_gateway
from shop.common.admin.base import ModelAdmin
from shop.templatetags.money import yuan

PERIODS = ("day", "week", "month")
_BOM = "\ufeff"
_DECEMBER = 12


def show_report(request: HttpRequest, model_admin: ModelAdmin) -> HttpResponse:
    """Show the report of a period to somebody who may see statements, or hand it out as CSV."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    period, day = _asked(request)
    first, last = span_of(period, day)
    lines = report_of_days(first, last)
    if request.GET.get("format") == "csv":
        return _csv(lines, f"{period}-{first}")
    address = reverse("admin:payments_statement_report")
    context = model_admin.admin_site.each_context(request) | {
        "title": _("Reconciliation report"),
        "model_admin": model_admin,  # for the way back to its list
        "period": period,
        "periods": [
            {"key": key, "label": label, "url": f"{address}?period={key}&day={day}"}
            for key, label in _labels().items()
        ],
        "first": first,
        "last": last,
        "before": f"{address}?period={period}&day={first - timedelta(days=1)}",
        "after": f"{address}?period={period}&day={last + timedelta(days=1)}",
        "csv": f"{address}?period={period}&day={day}&format=csv",
        "sums": [_named(line) for line in sums_by_gateway(lines)],
        "lines": [_named(line) for line in lines] if period != "day" else [],
    }
    return TemplateResponse(request, "admin/payments/reconciliation_report.html", context)


def span_of(period: str, day: date) -> tuple[date, date]:
    """Return the first and last day of the day, week (from Monday) or month around a day."""
    if period == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    if period == "month":
        following = date(day.year + day.month // _DECEMBER, day.month % 12 + 1, 1)
        return day.replace(day=1), following - timedelta(days=1)
    return day, day


def _asked(request: HttpRequest) -> tuple[str, date]:
    period = request.GET.get("period", "day")
    usual = last_compared_day() or timezone.localdate() - timedelta(days=1)
    return period if period in PERIODS else "day", asked_day(request, usual=usual)


def _labels() -> dict[str, str]:
    return {"day": _("Day"), "week": _("Week"), "month": _("Month")}


def why_sums_differ(day: ReportLine | Statement) -> list[str]:
    """Say why both sums may disagree where nobody has to look into it."""
    reasons = []
    if day.later_count:
        reasons.append(
            _("%(count)d of ours (%(sum)s) came in the last minutes: judged with the next day.")
            % {"count": day.later_count, "sum": yuan(day.later_total)}
        )
    if day.pending_count:
        reasons.append(
            _("%(count)d refunds (%(sum)s) were only accepted: ours count when they are done.")
            % {"count": day.pending_count, "sum": yuan(day.pending_total)}
        )
    return reasons


def _named(line: ReportLine) -> dict[str, Any]:
    desk = reverse("admin:payments_difference_changelist")
    narrowed = f"{desk}?gateway={line.gateway}" + (f"&day={line.day}" if line.day else "")
    return {
        "house": gateway_label(line.gateway),
        "line": line,
        "desk": narrowed,
        "reasons": why_sums_differ(line),
    }


def _csv(lines: list[ReportLine], name: str) -> HttpResponse:
    answer = HttpResponse(_BOM, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="reconciliation-{name}.csv"'
    rows = csv.writer(answer)
    rows.writerow(_heading())
    rows.writerows(_cells(line) for line in lines)
    return answer


def _heading() -> list[str]:
    return [
        _("Day"), pgettext("of a payment", "Gateway"), _("Compared"), _("Payments of the gateway"),
        _("Paid, says the gateway"), _("Paid, by our books"), _("Refunds of the gateway"),
        _("Refunded, says the gateway"), _("Refunded, by our books"), _("Fees of the gateway"),
        _("Due to the bank"), _("Received by the bank"), _("Outstanding"),
        _("Open differences"), _("Their sum"), _("What to know"),
    ]  # fmt: skip


def _cells(line: ReportLine) -> Iterator[object]:
    sums = (
        line.trade_count, line.trade_total, line.our_trade_total, line.refund_count,
        line.refund_total, line.our_refund_total, line.fee_total, line.due,
    )  # fmt: skip
    yield from (line.day, gateway_label(line.gateway), line.compared_days)
    yield from sums if line.has_sums else [""] * len(sums)
    yield line.received
    yield line.outstanding if line.has_sums else ""
    yield from (line.difference_count, line.difference_total, " ".join(_to_know(line)))


def _to_know(line: ReportLine) -> Iterator[str]:
    """Say beside the sums of a sheet what the page says beside them."""
    if not line.expected_days:
        yield _("The bank received this, and there is no statement of that day.")
    elif line.compared_days < line.expected_days:
        yield _("The statement is not compared yet: these sums are not final.")
    yield from why_sums_differ(line)
