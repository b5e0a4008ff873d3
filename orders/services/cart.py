"""What a shopper does with the cart. Every change locks the cart by counting its version up."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orders.errors import CartFull, CartLineGone, QuantityNotPossible, SkuNotForSale
from orders.models import Cart, CartLine
from orders.selectors.quoting import goods_of
from orders.types import CartOwner, ProblemKind, RemovedLine, WantedSku

MAX = CartLine.MAX_QUANTITY


@transaction.atomic
def add_to_cart(
    *, owner: CartOwner, sku_id: int, quantity: int, at: datetime | None = None
) -> CartLine:
    """Put pieces of a SKU in the cart, on top of those that are there."""
    now = at or timezone.now()
    cart = open_cart(owner=owner, at=now)
    line = cart.lines.filter(sku_id=sku_id).first()
    present = line.quantity if line else 0
    _refuse_quantity(sku_id, quantity, now, present=present)
    if line is None:
        return _new_line(cart, WantedSku(sku_id=sku_id, quantity=quantity), now)
    line.quantity, line.is_selected, line.added_at = present + quantity, True, now
    line.save(update_fields=["quantity", "is_selected", "added_at"])
    return line


@transaction.atomic
def buy_now(
    *, owner: CartOwner, sku_id: int, quantity: int, at: datetime | None = None
) -> CartLine:
    """Put exactly these pieces in the cart and select nothing else, ready for checkout."""
    now = at or timezone.now()
    cart = open_cart(owner=owner, at=now)
    _refuse_quantity(sku_id, quantity, now)
    cart.lines.exclude(sku_id=sku_id).update(is_selected=False)
    line = cart.lines.filter(sku_id=sku_id).first()
    if line is None:
        return _new_line(cart, WantedSku(sku_id=sku_id, quantity=quantity), now)
    line.quantity, line.is_selected = quantity, True
    line.save(update_fields=["quantity", "is_selected"])
    return line


@transaction.atomic
def change_quantity(
    *, owner: CartOwner, line_id: int, quantity: int, at: datetime | None = None
) -> CartLine:
    """Set how many pieces of a line are wanted; QuantityNotPossible says what is possible."""
    now = at or timezone.now()
    line = _locked_line(owner, line_id, now)
    _refuse_quantity(line.sku_id, quantity, now)
    line.quantity = quantity
    line.save(update_fields=["quantity"])
    return line


@transaction.atomic
def remove_line(*, owner: CartOwner, line_id: int, at: datetime | None = None) -> RemovedLine:
    """Take a line out and return what is needed to put it back."""
    line = _locked_line(owner, line_id, at or timezone.now())
    line.delete()
    return _removed(line)


@transaction.atomic
def clear_cart(
    *, owner: CartOwner, line_ids: Iterable[int] | None = None, at: datetime | None = None
) -> list[RemovedLine]:
    """Take all lines out, or only the named ones, and return what is needed to put them back."""
    Cart.objects.owned_by(owner).touch(at or timezone.now())
    lines = CartLine.objects.owned_by(owner)
    if line_ids is not None:
        lines = lines.filter(pk__in=list(line_ids))
    gone = list(lines)
    CartLine.objects.filter(pk__in=[line.pk for line in gone]).delete()
    return [_removed(line) for line in gone]


@transaction.atomic
def restore_lines(
    *, owner: CartOwner, removed: Iterable[RemovedLine], at: datetime | None = None
) -> int:
    """Put removed lines back; one that is there again stays as it is. Safe to repeat."""
    now = at or timezone.now()
    cart = open_cart(owner=owner, at=now)
    present = set(cart.lines.values_list("sku_id", flat=True))
    known = goods_of([line.sku_id for line in removed], at=now, with_stock=False).cards
    lines = [
        CartLine(
            cart=cart,
            sku_id=line.sku_id,
            quantity=min(max(line.quantity, 1), MAX),
            is_selected=line.is_selected,
            added_at=now,
        )
        for line in removed
        if line.sku_id not in present and line.sku_id in known
    ][: max(CartLine.MAX_LINES - len(present), 0)]
    CartLine.objects.bulk_create(lines)
    return len(lines)


@transaction.atomic
def select_lines(
    *,
    owner: CartOwner,
    shown: Iterable[int],
    chosen: Iterable[int],
    at: datetime | None = None,
) -> None:
    """Select the chosen ones of the lines that the shopper saw, and none of the others seen."""
    Cart.objects.owned_by(owner).touch(at or timezone.now())
    seen = list(CartLine.objects.owned_by(owner).filter(pk__in=list(shown)))
    wanted = set(chosen)
    for line in seen:
        line.is_selected = line.pk in wanted
    CartLine.objects.bulk_update(seen, ["is_selected"])


@transaction.atomic
def open_cart(*, owner: CartOwner, at: datetime) -> Cart:
    """Return the owner's cart, locked and counted as changed; it is made when there is none."""
    if not owner.is_known:
        raise ValueError("a cart needs an owner")
    if not Cart.objects.owned_by(owner).touch(at):
        _create(owner, at)
        Cart.objects.owned_by(owner).touch(at)
    return Cart.objects.owned_by(owner).get()


def prune_guest_carts(*, before: datetime, size: int = 1000) -> int:
    """Delete a batch of carts that guests left long ago; say how many went."""
    old = Cart.objects.left_by_guests_before(before).order_by("updated_at")
    ids = list(old.values_list("pk", flat=True)[:size])
    Cart.objects.left_by_guests_before(before).filter(pk__in=ids).delete()
    return len(ids)


def _create(owner: CartOwner, at: datetime) -> None:
    try:
        with transaction.atomic():
            Cart.objects.create(
                user_id=owner.user_id, token=owner.token or None, created_at=at, updated_at=at
            )
    except IntegrityError:  # another tab was quicker; its cart will do
        return


def _locked_line(owner: CartOwner, line_id: int, at: datetime) -> CartLine:
    Cart.objects.owned_by(owner).touch(at)
    line = CartLine.objects.owned_by(owner).filter(pk=line_id).first()
    if line is None:
        raise CartLineGone
    return line


def _new_line(cart: Cart, wanted: WantedSku, at: datetime) -> CartLine:
    if cart.lines.count() >= CartLine.MAX_LINES:
        raise CartFull
    return cart.lines.create(sku_id=wanted.sku_id, quantity=wanted.quantity, added_at=at)


def _refuse_quantity(sku_id: int, quantity: int, at: datetime, *, present: int = 0) -> None:
    if quantity < 1:
        raise QuantityNotPossible(_("At least one piece is needed."), possible=1)
    goods = goods_of([sku_id], at=at, with_stock=True)
    wanted = WantedSku(sku_id=sku_id, quantity=quantity + present)
    problem = goods.problem(wanted)
    if problem is not None and problem.kind == ProblemKind.GONE:
        raise SkuNotForSale
    available = (goods.available or {}).get(sku_id, 0)
    if wanted.quantity > MAX:
        most = min(available, MAX) - present
        raise QuantityNotPossible(
            _("At most %(most)s pieces fit in one order.") % {"most": MAX}, possible=max(most, 0)
        )
    if problem is not None:
        raise QuantityNotPossible(_scarce(available, present), possible=max(available - present, 0))


def _scarce(available: int, present: int) -> str:
    if available <= 0:
        return str(_("This article is sold out."))
    if present:
        text = _("Only %(count)s left, and %(present)s of them are in your cart already.")
        return str(text % {"count": available, "present": min(present, available)})
    return str(_("Only %(count)s left.") % {"count": available})


def _removed(line: CartLine) -> RemovedLine:
    return RemovedLine(sku_id=line.sku_id, quantity=line.quantity, is_selected=line.is_selected)
