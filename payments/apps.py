from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "payments"
    verbose_name = _("Payments")

    def ready(self) -> None:
        from auditlog.registry import auditlog

        from payments.models import RiskRule

        auditlog.register(RiskRule)
