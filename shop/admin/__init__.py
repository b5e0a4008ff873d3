"""The back office as a whole: home, menu, roles; Django finds the pages of the site here."""

from shop.admin import dead_links, outside_links, site_settings

__all__ = ["dead_links", "outside_links", "site_settings"]
