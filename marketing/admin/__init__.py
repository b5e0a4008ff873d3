"""The admin pages of marketing; Django finds them here."""

from marketing.admin import banner

__all__ = ["banner"]
