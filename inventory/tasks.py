"""What inventory does by the clock, and how it reacts to events."""

from celery import shared_task

from inventory.selectors.stock_flags import products_of
from inventory.services.alerts import settle_alerts, sweep_alerts
from inventory.services.stock_flags import heal_all_stock_flags, heal_stock_flags


def follow_stock(*, sku_ids: list[int], **_newer: object) -> None:
    """React to StockChanged: stock flags and alerts by what is committed. Safe to repeat."""
    heal_stock_flags(product_ids=products_of(sku_ids))
    settle_alerts(sku_ids=sku_ids)


def flag_new_listing(*, product_id: int, **_newer: object) -> None:
    """React to ProductListed: a new listing row knows nothing of the stock. Safe to repeat."""
    heal_stock_flags(product_ids=[product_id])


@shared_task(ignore_result=True)
def sweep_stock(**_newer: object) -> None:
    """Heal flags and alerts that no event told of."""
    heal_all_stock_flags()
    sweep_alerts()
