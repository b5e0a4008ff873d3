"""The admin pages of orders; Django finds them here."""

from orders.admin import order, wave

__all__ = ["order", "wave"]
