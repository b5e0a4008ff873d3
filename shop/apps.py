from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShopConfig(AppConfig):
    name = "shop"
    verbose_name = _("Shop")

    def ready(self) -> None:
        from auditlog.registry import auditlog

        from shop import checks  # noqa: F401  registers itself
        from shop.models import SiteSettings

        auditlog.register(SiteSettings)
