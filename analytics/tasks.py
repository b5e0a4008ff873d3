"""What analytics does by the clock. Every task may be repeated, skipped or killed."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from analytics.services.daily import compute_day, compute_days, days_to_compute
from analytics.services.page_views import flush_buffer
from analytics.services.partitions import drop_old_partitions, make_partitions_ahead
from analytics.services.product_flags import flag_products
from analytics.services.reports import make_report, report_owner_id, reports_due


@shared_task(ignore_result=True)
def flush_page_views(**_newer: object) -> None:
    """Store the page views that wait in Valkey."""
    flush_buffer()


@shared_task(ignore_result=True)
def keep_page_view_parts(**_newer: object) -> None:
    """Make the parts of the coming days and drop those too old to keep."""
    make_partitions_ahead()
    drop_old_partitions()


@shared_task(ignore_result=True)
def compute_days_due(**_newer: object) -> None:
    """Compute the last days again, and those that were missed."""
    compute_days(days=days_to_compute())


def count_day_again(*, placed_at: datetime, **_newer: object) -> None:
    """React to SuspicionChanged: a day that was computed takes the order in or leaves it out."""
    day = timezone.localtime(placed_at).date()
    if day < timezone.localdate():
        compute_day(day=day)


@shared_task(ignore_result=True)
def make_due_reports(**_newer: object) -> None:
    """Make the reports of yesterday, last week and last month, and those that were missed."""
    owner_id = report_owner_id()
    for period, first_day in reports_due():
        make_report(period=period, first_day=first_day, owner_id=owner_id)


@shared_task(ignore_result=True)
def flag_goods(**_newer: object) -> None:
    """Flag goods that nobody buys or looks at, and clear the flags of others."""
    flag_products()
