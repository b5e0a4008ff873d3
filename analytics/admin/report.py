"""Reports in the back office: the list, the page, the Excel file, and making one on demand."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from analytics.admin.dashboard import dashboard_view, traffic_view
from analytics.admin.goods import goods_view, product_view
from analytics.admin.report_page import report_context
from analytics.documents.report_sheet import report_sheet
from analytics.documents.report_table import kept_value, owner_name
from analytics.forms import ReportForm
from analytics.measures import MEASURES, shown
from analytics.models import Report
from analytics.services.reports import make_report
from shop.common.admin.base import ModelAdmin
from shop.common.errors import DomainError

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@admin.register(Report)
class ReportAdmin(ModelAdmin):
    list_display = [
        "__str__", "first_day", "last_day", "shown_visitors", "shown_sales", "shown_gmv",
        "shown_conversion", "responsible", "version", "made_at",
    ]  # fmt: skip
    list_filter = ["period", "first_day"]
    list_select_related = ["owner"]
    ordering = ["-first_day", "period", "-version"]

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own: list[URLPattern] = [
            path("dashboard/", wrap(self.dashboard), name="analytics-dashboard"),
            path("traffic/", wrap(self.traffic), name="analytics-traffic"),
            path("goods/", wrap(self.goods), name="analytics-goods"),
            path("goods/<int:product_id>/", wrap(self.product), name="analytics-product"),
            path("<int:report_id>/excel/", wrap(self.excel), name="analytics-report-excel"),
            path(
                "<int:report_id>/again/",
                wrap(require_POST(self.make_again)),
                name="analytics-report-again",
            ),
        ]
        return [*own, *super().get_urls()]

    def dashboard(self, request: HttpRequest) -> HttpResponse:
        return dashboard_view(request, self.admin_site)

    def traffic(self, request: HttpRequest) -> HttpResponse:
        return traffic_view(request, self.admin_site)

    def goods(self, request: HttpRequest) -> HttpResponse:
        return goods_view(request, self.admin_site)

    def product(self, request: HttpRequest, product_id: int) -> HttpResponse:
        return product_view(request, self.admin_site, product_id)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Make a report in place of typing one."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        yesterday = timezone.localdate() - timedelta(days=1)
        form = ReportForm(request.POST or None, initial={"day": yesterday})
        if form.is_valid():
            try:
                report = make_report(
                    period=form.cleaned_data["period"],
                    first_day=form.cleaned_data["day"],
                    owner_id=request.user.pk,
                )
            except DomainError as refusal:
                form.add_error("day", str(refusal))
            else:
                return HttpResponseRedirect(_page(report))
        context = self.admin_site.each_context(request) | {
            "title": _("Make a report"),
            "opts": self.opts,
            "form": form,
            "back": reverse("admin:analytics_report_changelist"),
        }
        return TemplateResponse(request, "analytics/report_form.html", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        report = self._report(request, object_id)
        context = self.admin_site.each_context(request) | {
            "title": str(report),
            "opts": self.opts,
            "report": report,
            "may_make": self.has_add_permission(request),
            **report_context(report),
        }
        return TemplateResponse(request, "analytics/report_detail.html", context)

    def excel(self, request: HttpRequest, report_id: int) -> HttpResponse:
        report = self._report(request, report_id)
        name = f"kaidian-{report.period}-{report.first_day}.xlsx"
        return HttpResponse(
            report_sheet(report),
            content_type=_SHEET,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def make_again(self, request: HttpRequest, report_id: int) -> HttpResponse:
        report = self._report(request, report_id)
        if not self.has_add_permission(request):
            raise PermissionDenied
        newest = make_report(
            period=report.period, first_day=report.first_day, owner_id=request.user.pk, again=True
        )
        if newest.version > report.version:
            messages.success(request, _("Late facts changed the figures: here is a new version."))
        else:
            messages.info(request, _("The books still say the same."))
        return HttpResponseRedirect(_page(newest))

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def _report(self, request: HttpRequest, report_id: str | int) -> Report:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(Report.objects.select_related("owner"), pk=report_id)

    @admin.display(description=gettext_lazy("responsible"))
    def responsible(self, report: Report) -> str:
        return owner_name(report)

    @admin.display(description=MEASURES["visitors"].label)
    def shown_visitors(self, report: Report) -> str:
        return _kept(report, "visitors")

    @admin.display(description=MEASURES["paid_amount"].label)
    def shown_sales(self, report: Report) -> str:
        return _kept(report, "paid_amount")

    @admin.display(description=MEASURES["gmv"].label)
    def shown_gmv(self, report: Report) -> str:
        return _kept(report, "gmv")

    @admin.display(description=MEASURES["conversion_rate"].label)
    def shown_conversion(self, report: Report) -> str:
        return _kept(report, "conversion_rate")


def _page(report: Report) -> str:
    return reverse("admin:analytics_report_change", args=[report.pk])


def _kept(report: Report, key: str) -> str:
    return shown(MEASURES[key].unit, kept_value(report, key))
