"""What travels sealed through a browser: a guest's cart, and what can be put back in one."""

import secrets

from django.core import signing

from orders.types import CartOwner, RemovedLine

_GUEST_SALT = "orders.guest_cart"
_REMOVED_SALT = "orders.removed_lines"
_UNDO_SECONDS = 24 * 60 * 60


def new_guest() -> CartOwner:
    return CartOwner(token=secrets.token_urlsafe(16))


def seal_guest(owner: CartOwner) -> str:
    """Sign a guest's token for the cookie."""
    return signing.Signer(salt=_GUEST_SALT).sign(owner.token)


def open_guest(cookie: str) -> CartOwner:
    """Read the cookie; a forged or empty one is nobody's."""
    try:
        return CartOwner(token=signing.Signer(salt=_GUEST_SALT).unsign(cookie))
    except signing.BadSignature:
        return CartOwner()


def owner_for(user_id: int | None, cookie: str) -> CartOwner:
    """Return whose cart a visitor has: the customer's own, or that of the guest's cookie."""
    return CartOwner(user_id=user_id) if user_id is not None else open_guest(cookie)


def seal_removed(lines: list[RemovedLine]) -> str:
    """Sign what left the cart, for the address of the undo form."""
    plain = [[line.sku_id, line.quantity, int(line.is_selected)] for line in lines]
    return signing.dumps(plain, salt=_REMOVED_SALT, compress=True)


def open_removed(sealed: str) -> list[RemovedLine]:
    """Read an undo form's address; a forged or old one puts nothing back."""
    try:
        plain = signing.loads(sealed, salt=_REMOVED_SALT, max_age=_UNDO_SECONDS)
    except signing.BadSignature:
        return []
    return [
        RemovedLine(sku_id=sku_id, quantity=quantity, is_selected=bool(is_selected))
        for sku_id, quantity, is_selected in plain
    ]
