from inventory.models.alert import StockAlert
from inventory.models.movement import StockMovement
from inventory.models.reservation import Reservation
from inventory.models.stock_level import StockLevel
from inventory.models.supply import SkuSupply
from inventory.models.warehouse import Bin, Warehouse, WarehouseProvince

__all__ = [
    "Bin",
    "Reservation",
    "SkuSupply",
    "StockAlert",
    "StockLevel",
    "StockMovement",
    "Warehouse",
    "WarehouseProvince",
]
