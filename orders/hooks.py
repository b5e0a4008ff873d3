"""What lower apps call back: named in settings, called through ports."""

from orders.seals import open_guest
from orders.services.cart_merge import merge_carts
from orders.types import CartOwner


def merge_guest_cart(user_id: int, request_cart_token: str) -> str:
    """Merge the cart of a guest's cookie into the customer's; return what to tell the customer.

    `customers` calls this after every log-in. Safe to repeat: a merged cart is gone.
    """
    guest = open_guest(request_cart_token)
    if not guest.is_known:
        return ""
    return merge_carts(guest=guest, owner=CartOwner(user_id=user_id))
