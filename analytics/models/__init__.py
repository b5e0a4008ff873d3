from analytics.models.daily import DailyFigures
from analytics.models.page_view import PageView
from analytics.models.report import Report

__all__ = ["DailyFigures", "PageView", "Report"]
