"""The back office as a whole: home, menu, roles; Django finds the pages of the site here."""

from shop.admin import site_settings

__all__ = ["site_settings"]
