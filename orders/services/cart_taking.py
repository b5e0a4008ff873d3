"""Taking the selected lines out of a cart, once, for the order that they become."""

from collections.abc import Iterable
from datetime import datetime

from orders.models import Cart, CartLine
from orders.types import CartOwner

# One statement locks the cart, counts it up and takes the selected lines out, if it is still the
# cart that was shown. Every order counts its cart up, so a request that comes again finds no lines:
# only then need anybody look for the order it made.
_TAKE_SELECTED = """
    WITH cart AS (
        UPDATE orders_cart SET version = version + 1, updated_at = %s
        WHERE user_id = %s AND version = %s
        RETURNING id
    )
    DELETE FROM orders_cartline USING cart
    WHERE orders_cartline.cart_id = cart.id AND orders_cartline.is_selected
    RETURNING orders_cartline.*
"""


def take_selected(*, customer_id: int, version: int, at: datetime) -> list[CartLine]:
    """Lock a cart of this version and take what is selected, the newest first; else nothing.

    In the caller's transaction. `at` is the stamp that `was_counted` knows the taking by.
    """
    taken = CartLine.objects.raw(_TAKE_SELECTED, [at, customer_id, version])
    return sorted(taken, key=lambda line: (-line.added_at.timestamp(), -line.pk))


def was_counted(*, customer_id: int, at: datetime) -> bool:
    """Tell a cart without selected lines from one that is not the one shown."""
    owner = CartOwner(user_id=customer_id)
    return Cart.objects.owned_by(owner).filter(updated_at=at).exists()


def put_back(*, lines: Iterable[CartLine]) -> None:
    """Put lines that were taken into their cart again, in the same transaction."""
    again = list(lines)
    for line in again:
        line.pk = None
    if again:
        CartLine.objects.bulk_create(again)
