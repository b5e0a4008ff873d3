"""What `manage.py check --deploy` refuses besides Django's own list."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import WARNING, CheckMessage, Error, Tags, register

from shop.services.roles import missing_roles


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


@register(Tags.database, deploy=True)
def roles_are_there(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_options: Any
) -> list[CheckMessage]:
    """Warn when staff cannot be given a role; asked with `--database default` only."""
    missing = missing_roles() if "default" in (databases or ()) else []
    if not missing:
        return []
    return [
        CheckMessage(
            WARNING,
            f"Roles are missing: {', '.join(missing)}.",
            hint="Run manage.py ensure_roles after every migrate.",
            id="shop.W001",
        )
    ]
