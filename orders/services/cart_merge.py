"""A guest's cart becomes the customer's at log-in."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from orders.models import Cart, CartLine
from orders.services.cart import open_cart
from orders.types import CartOwner

MAX = CartLine.MAX_QUANTITY


@transaction.atomic
def merge_carts(*, guest: CartOwner, owner: CartOwner, at: datetime | None = None) -> str:
    """Add a guest's lines to a customer's, summed up to the limit, and drop the guest's cart."""
    now = at or timezone.now()
    # The guest's cart first: two log-ins of one person must not wait for each other.
    theirs = Cart.objects.owned_by(guest).select_for_update().first()
    if theirs is None:
        return ""
    ours = open_cart(owner=owner, at=now)
    capped = _move(list(theirs.lines.order_by("pk")), ours)
    theirs.delete()
    if not capped:
        return ""
    return _("Of some articles in your cart you wanted more than %(most)s; we kept %(most)s.") % {
        "most": MAX
    }


def _move(lines: list[CartLine], cart: Cart) -> bool:
    present = {line.sku_id: line for line in cart.lines.all()}
    capped = False
    changed, added = [], []
    for line in lines:
        mine = present.get(line.sku_id)
        if mine is None:
            line.cart = cart
            added.append(line)
            continue
        capped = capped or mine.quantity + line.quantity > MAX
        mine.quantity = min(mine.quantity + line.quantity, MAX)
        mine.is_selected = mine.is_selected or line.is_selected
        changed.append(mine)
    room = max(CartLine.MAX_LINES - len(present), 0)
    CartLine.objects.bulk_update(added[:room], ["cart"])
    CartLine.objects.bulk_update(changed, ["quantity", "is_selected"])
    return capped
