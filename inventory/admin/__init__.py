"""The admin pages of inventory; Django finds them here."""

from inventory.admin import alert, movement, reservation, stock_level, supply, warehouse

__all__ = ["alert", "movement", "reservation", "stock_level", "supply", "warehouse"]
