from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalyticsConfig(AppConfig):
    name = "analytics"
    verbose_name = _("Analytics")

    def ready(self) -> None:
        from analytics import tasks
        from orders.events import SuspicionChanged
        from shop.common.events import subscribe

        subscribe(SuspicionChanged, tasks.count_day_again)
