import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
import time_machine
from django.urls import reverse

from analytics.documents.report_sheet import report_sheet, safe_text
from analytics.documents.report_table import report_table
from analytics.errors import PeriodNotBegun
from analytics.models import Report
from analytics.policies import AnalyticsPolicies
from analytics.services.reports import make_report, reports_due
from analytics.tasks import make_due_reports
from tests.cast import _signed_in, grant
from tests.factories.analytics import DAY, add_line, make_order, make_refund, moment, see, seen
from tests.factories.catalog import ProductFactory, SkuFactory
from tests.factories.customers import UserFactory
from tests.support.policies import decide
from tests.support.together import run_together

pytestmark = pytest.mark.django_db

NEXT = DAY + timedelta(days=1)
MORNING_AFTER = moment(NEXT, 0, 30)
LATER = moment(date(2026, 7, 1), 0, 30)


def a_day(day=DAY, amount="100.00"):
    see(seen("a", "s1", at=moment(day)), seen("a", "s1", at=moment(day, 13)))
    order = make_order(amount, placed_at=moment(day))
    add_line(order, sku=SkuFactory(product=ProductFactory(title="龙井茶")), price=amount)
    return order


def whole(report):
    return report_table(report).whole


@pytest.mark.req("ANA-02", "ANA-03")
def test_the_report_of_a_day_holds_every_column(clerk):
    make_refund(a_day(), "20.00", done_at=moment(hour=20))

    report = make_report(period="day", first_day=DAY, owner_id=clerk.pk, at=MORNING_AFTER)

    values = whole(report)
    assert (values["visitors"], values["page_views"], values["bounce_rate"]) == (1, 2, Decimal(0))
    assert (values["gmv"], values["gmv_clean"]) == (Decimal("100.00"), Decimal("100.00"))
    assert (values["paid_amount"], values["refunded_amount"]) == (Decimal(100), Decimal(20))
    assert (values["average_order_value"], values["conversion_rate"]) == (Decimal(100), Decimal(1))
    assert (values["orders_placed"], values["orders_paid"], values["new_users"]) == (1, 1, 0)
    assert report_table(report).owner == "运营"
    assert report.figures["best_sellers"][0]["title"] == "龙井茶"


@pytest.mark.req("ANA-02")
@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("day", date(2026, 6, 10), date(2026, 6, 10)),
        ("week", date(2026, 6, 8), date(2026, 6, 14)),
        ("month", date(2026, 6, 1), date(2026, 6, 30)),
    ],
)
def test_any_day_leads_to_its_day_week_or_month(period, first, last):
    report = make_report(period=period, first_day=date(2026, 6, 10), at=LATER)

    assert (report.first_day, report.last_day) == (first, last)


def test_a_week_sums_its_days_and_counts_its_visitors_once():
    a_day(DAY, "100.00")
    a_day(NEXT, "50.00")

    report = make_report(period="week", first_day=DAY, at=LATER)

    table = report_table(report)
    assert [row.values["visitors"] for row in table.rows] == [1, 1, 0, 0, 0, 0, 0, 1]
    assert [row.values["paid_amount"] for row in table.rows] == [100, 50, 0, 0, 0, 0, 0, 150]
    assert table.whole["average_order_value"] == Decimal("75.00")


def test_a_report_stands_against_the_time_before():
    a_day(DAY, "100.00")
    a_day(NEXT, "50.00")

    report = make_report(period="day", first_day=NEXT, at=LATER)

    assert report_table(report).before["paid_amount"] == Decimal("100.00")


def test_a_kept_report_does_not_change_with_the_books():
    a_day()
    kept = make_report(period="day", first_day=DAY, at=MORNING_AFTER)
    a_day(amount="999.00")

    again = make_report(period="day", first_day=DAY, at=LATER)

    assert again.pk == kept.pk
    assert again.figures == kept.figures


def test_late_facts_become_a_version_beside_the_kept_one():
    a_day()
    kept = make_report(period="day", first_day=DAY, at=MORNING_AFTER)
    a_day(amount="999.00")

    newest = make_report(period="day", first_day=DAY, again=True, at=LATER)

    kept.refresh_from_db()
    assert (kept.version, whole(kept)["gmv"]) == (1, Decimal("100.00"))
    assert (newest.version, whole(newest)["gmv"]) == (2, Decimal("1099.00"))


def test_reading_the_same_books_again_gives_the_same_report_to_the_digit():
    a_day(amount="33.33")
    kept = make_report(period="day", first_day=DAY, at=MORNING_AFTER)

    again = make_report(period="day", first_day=DAY, again=True, at=LATER)

    assert (again.pk, Report.objects.count()) == (kept.pk, 1)


def test_a_report_of_a_day_that_goes_on_is_made_anew_when_it_is_over():
    a_day()
    make_report(period="day", first_day=DAY, at=moment(DAY, 14))
    a_day()

    report = make_report(period="day", first_day=DAY, at=MORNING_AFTER)

    assert (report.version, whole(report)["gmv"]) == (2, Decimal("200.00"))


def test_the_future_cannot_be_reported():
    with pytest.raises(PeriodNotBegun):
        make_report(period="day", first_day=NEXT, at=moment(DAY))

    assert Report.objects.count() == 0


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_report_asked_for_at_once_is_made_once():
    make = partial(make_report, period="day", first_day=DAY, at=MORNING_AFTER)

    outcomes = run_together([make] * 6)

    assert [outcome.error for outcome in outcomes] == [None] * 6
    assert Report.objects.count() == 1


@pytest.mark.req("ANA-02")
def test_after_midnight_the_finished_day_week_and_month_are_reported_once(clerk):
    decide(AnalyticsPolicies, report_owner=clerk.number)
    make_order(placed_at=moment(date(2026, 5, 30)))

    with time_machine.travel(moment(DAY, 0, 30), tick=False):
        make_due_reports()
        make_due_reports()

    made = Report.objects.order_by("first_day", "period").values_list("period", "first_day")
    assert list(made) == [
        ("month", date(2026, 5, 1)),
        ("week", date(2026, 5, 25)),
        ("day", date(2026, 5, 30)),
        ("day", date(2026, 5, 31)),
    ]
    assert set(Report.objects.values_list("owner", flat=True)) == {clerk.pk}


def test_a_provisional_report_is_still_due():
    make_order(placed_at=moment(DAY))
    make_report(period="day", first_day=DAY, at=moment(DAY, 14))

    assert ("day", DAY) in reports_due(at=MORNING_AFTER)


@pytest.fixture
def reporter(db):
    user = UserFactory(staff=True, nickname="=HYPERLINK(1)")
    return grant(user, "analytics.view_report", "analytics.add_report")


def sheets(content):
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        names = [name for name in file.namelist() if name.endswith(".xml")]
        return {name: file.read(name).decode() for name in names}


def test_the_excel_file_holds_the_columns_and_no_formula(reporter):
    sku = SkuFactory(product=ProductFactory(title="=cmd|' /C calc'!A0"))
    add_line(make_order("12.50", placed_at=moment()), sku=sku, price="12.50")
    report = make_report(period="day", first_day=DAY, owner_id=reporter.pk, at=MORNING_AFTER)

    parts = sheets(report_sheet(report))

    assert not any("<f>" in part for part in parts.values())
    texts = parts["xl/sharedStrings.xml"]
    assert "'=cmd|" in texts
    assert "'=HYPERLINK(1)" in texts
    assert "<v>12.5</v>" in parts["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_a_text_that_looks_like_a_formula_is_quoted(text):
    assert safe_text(text) == f"'{text}"


def test_a_report_is_made_shown_and_downloaded_in_the_back_office(reporter):
    a_day()
    client = _signed_in(reporter)

    with time_machine.travel(LATER, tick=False):
        made = client.post(
            reverse("admin:analytics_report_add"), {"period": "day", "day": "2026-06-01"}
        )
        report = Report.objects.get()
        page = client.get(made.headers["Location"])
        file = client.get(reverse("admin:analytics-report-excel", args=[report.pk]))
        listed = client.get(reverse("admin:analytics_report_changelist"))

    assert made.headers["Location"] == reverse("admin:analytics_report_change", args=[report.pk])
    assert "¥100.00" in page.content.decode()
    assert file.headers["Content-Disposition"] == (
        'attachment; filename="kaidian-day-2026-06-01.xlsx"'
    )
    assert file.content[:2] == b"PK"
    assert "¥100.00" in listed.content.decode()


def test_the_future_is_refused_beside_the_field(reporter):
    with time_machine.travel(moment(DAY), tick=False):
        response = _signed_in(reporter).post(
            reverse("admin:analytics_report_add"), {"period": "day", "day": "2026-06-02"}
        )

    assert "day" in response.context["form"].errors
    assert Report.objects.count() == 0


def test_whoever_may_only_look_makes_nothing(db):
    viewer = grant(UserFactory(staff=True), "analytics.view_report")
    report = make_report(period="day", first_day=DAY, at=MORNING_AFTER)
    client = _signed_in(viewer)

    assert client.get(reverse("admin:analytics_report_change", args=[report.pk])).status_code == 200
    assert client.get(reverse("admin:analytics_report_add")).status_code == 403
    again = reverse("admin:analytics-report-again", args=[report.pk])
    assert client.post(again).status_code == 403
    assert Report.objects.count() == 1


def test_reports_are_not_for_everybody(powerless_staff):
    report = make_report(period="day", first_day=DAY, at=MORNING_AFTER)
    client = _signed_in(powerless_staff)

    for name in ("analytics_report_change", "analytics-report-excel"):
        assert client.get(reverse(f"admin:{name}", args=[report.pk])).status_code == 403
