"""Telling catalog that the stock of a product was entered: a step of its listing."""

from collections.abc import Iterable
from datetime import datetime

from catalog.services.listing_steps import record_stock_entered
from inventory.selectors.stock_entry import products_entered
from shop.common.actors import Actor


def note_stock_entered(*, sku_ids: Iterable[int], actor: Actor, at: datetime | None = None) -> None:
    """Record the step for products that have a level of every SKU now, and had not before."""
    found = products_entered(sku_ids)
    if found:
        record_stock_entered(product_ids=found, actor=actor, at=at)
