"""The admin pages of marketing; Django finds them here."""

from marketing.admin import article, banner, home_block, review

__all__ = ["article", "banner", "home_block", "review"]
