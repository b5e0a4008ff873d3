from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InventoryConfig(AppConfig):
    name = "inventory"
    verbose_name = _("Inventory")

    def ready(self) -> None:
        from catalog.events import ProductListed
        from catalog.services.sku_costs import register_cost_keeper
        from inventory.events import StockChanged
        from inventory.services.supply import set_supply
        from inventory.tasks import flag_new_listing, follow_stock
        from shop.common.events import subscribe

        register_cost_keeper(keeper=set_supply)
        subscribe(StockChanged, follow_stock)
        subscribe(ProductListed, flag_new_listing)
