"""By what the buyer of an order is known again, as keyed hashes."""

from customers.traits import Trait, trait_key
from orders.models import Order
from payments.selectors.risk import keys_then


def known_keys(order: Order) -> dict[Trait, str]:
    """Return what the order itself tells: the account, and the receiver's phone as it is now."""
    account = trait_key(Trait.ACCOUNT, str(order.customer_id))
    return {Trait.ACCOUNT: account, Trait.PHONE: order.receiver.phone_index}


def keys_of(order: Order) -> dict[Trait, str]:
    """Return every trait of an order, those that were told at its placement too."""
    return keys_then(order.number) | known_keys(order)
