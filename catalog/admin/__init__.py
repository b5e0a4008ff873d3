"""The admin pages of catalog; Django finds them here."""

from catalog.admin import (
    brand,
    category,
    claim,
    media,
    product,
    product_type,
    qualification,
    search,
    tag,
)

__all__ = [
    "brand",
    "category",
    "claim",
    "media",
    "product",
    "product_type",
    "qualification",
    "search",
    "tag",
]
