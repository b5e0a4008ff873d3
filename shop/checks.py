"""What `manage.py check --deploy` refuses besides Django's own list."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def no_sandbox_in_production(
    app_configs: Sequence[AppConfig] | None, **_options: Any
) -> list[CheckMessage]:
    """Refuse a shop for real customers that knows of the providers' stand-ins."""
    if settings.HTTPS and settings.SANDBOX_URL:
        return [
            Error(
                "SANDBOX_URL is set: the sandbox takes no real money.",
                hint="Leave it empty in production.",
                id="shop.E001",
            )
        ]
    return []
