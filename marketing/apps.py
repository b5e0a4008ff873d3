from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MarketingConfig(AppConfig):
    name = "marketing"
    verbose_name = _("Marketing")

    def ready(self) -> None:
        from auditlog.registry import auditlog

        from catalog.events import ProductTakenDown
        from marketing import tasks
        from marketing.models import Article, Banner, HelpGroup, HomeBlock, ReviewAnswer
        from shop.common.events import subscribe

        for model in (Article, Banner, HelpGroup, HomeBlock, ReviewAnswer):
            auditlog.register(model)
        subscribe(ProductTakenDown, tasks.tell_keepers)
