"""The admin pages of catalog; Django finds them here."""

from catalog.admin import brand, category, product, product_type, tag

__all__ = ["brand", "category", "product", "product_type", "tag"]
