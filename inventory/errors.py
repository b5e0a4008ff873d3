"""What inventory refuses."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from inventory.types import Shortage
from shop.common.errors import DomainError


class InsufficientStock(DomainError):
    """Not everything wanted can be promised; nothing was reserved."""

    code = "insufficient_stock"
    message = _("There is not enough stock for everything in this order.")

    def __init__(self, *, shortages: Sequence[Shortage]) -> None:
        super().__init__()
        self.shortages = list(shortages)


class ReservationReleased(DomainError):
    """The promised goods were given back before the payment was known."""

    code = "reservation_released"
    message = _("The stock of this order was already given back.")


class NotReserved(DomainError):
    """More is to leave or to move than is promised there."""

    code = "not_reserved"
    message = _("This is more than what is reserved for the order in this warehouse.")


class NotEnoughOnHand(DomainError):
    """A movement would take goods that are promised or not there."""

    code = "not_enough_on_hand"
    message = _("Only %(free)s pieces can be taken: the others are reserved or frozen.")

    def __init__(self, *, free: int) -> None:
        super().__init__(str(type(self).message) % {"free": free})
        self.free = free


class MovementNotValid(DomainError):
    """A movement without a quantity or a cause, or with a quantity of the wrong direction."""

    code = "movement_not_valid"
    message = _("This quantity is not possible for this kind of movement.")


class InitialStockEntered(DomainError):
    """Initial stock is entered once per SKU and warehouse."""

    code = "initial_stock_entered"
    message = _("Initial stock was entered already. Book a receipt or a correction instead.")


class BinElsewhere(DomainError):
    """The bin belongs to another warehouse."""

    code = "bin_elsewhere"
    message = _("This bin is in another warehouse.")
