"""The admin pages of shop.common; Django finds them here."""

from shop.common.admin import messages, outbox, policies, provider_accounts, regions, reveals

__all__ = ["messages", "outbox", "policies", "provider_accounts", "regions", "reveals"]
