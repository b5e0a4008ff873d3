from analytics.admin.daily import DailyFiguresAdmin
from analytics.admin.report import ReportAdmin

__all__ = ["DailyFiguresAdmin", "ReportAdmin"]
