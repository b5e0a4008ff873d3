"""What every room of the shop stands on."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    name = "shop.common"
    label = "common"
    verbose_name = _("foundations")

    def ready(self) -> None:
        from auditlog.registry import auditlog

        import shop.common.file_policies
        import shop.common.lookups  # noqa: F401  both register what they declare
        from shop.common.models import MessageTemplate, PolicyValue, ProviderAccount

        # Each app declares in modules of these names; importing them fills the registries.
        autodiscover_modules(
            "policies", "messages", "providers", "audits", "importers", "exporters"
        )
        auditlog.register(PolicyValue, exclude_fields=["changed_at"])
        auditlog.register(MessageTemplate)
        # "changed at" stays in: a change of secrets alone leaves a trace and shows none.
        auditlog.register(ProviderAccount, exclude_fields=["secrets"])
