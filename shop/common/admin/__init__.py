"""The admin pages of shop.common; Django finds them here."""

from shop.common.admin import (
    audit_log,
    export_jobs,
    import_jobs,
    messages,
    outbox,
    policies,
    provider_accounts,
    regions,
    reveals,
)

__all__ = [
    "audit_log",
    "export_jobs",
    "import_jobs",
    "messages",
    "outbox",
    "policies",
    "provider_accounts",
    "regions",
    "reveals",
]
