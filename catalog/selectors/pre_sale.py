"""The terms of a pre-sale as a form shows them."""

from typing import Any

from catalog.models import PreSaleTerms


def terms_of(product_id: int) -> dict[str, Any]:
    """Return the terms of a product by field name; nothing when it has none."""
    names = ("deposit", "balance_from", "balance_until", "ships_by", "ships_within_days")
    return PreSaleTerms.objects.filter(product=product_id).values(*names).first() or {}
