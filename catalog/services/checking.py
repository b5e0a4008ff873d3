"""The check of a product: its author hands it in, a second person checks, a third approves."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Product, ProductAuthor, ProductHistory
from catalog.services.approval import as_seen, refuse_unseen, settle_complaints
from catalog.services.four_eyes import refuse_own_approval, refuse_own_check
from catalog.services.listing_steps import record_steps
from catalog.services.product_moves import move
from catalog.services.readiness import refuse_incomplete, refuse_unfit
from shop.common.actors import Actor
from shop.common.errors import TransitionRefused
from shop.common.transitions import record

Status = Product.Status
_CHECK = "check"
_APPROVED = {Status.APPROVED, Status.SCHEDULED}
_RETURNED = {Status.IN_CHECK, Status.APPROVED, Status.TAKEN_DOWN}  # what is deleted is restored


@transaction.atomic
def submit_for_check(*, product_id: int, actor: Actor, at: datetime | None = None) -> Product:
    """Hand a product to those who check it; its stock may still come. Raises ProductNotComplete."""
    product = Product.objects.lock(product_id)
    refuse_incomplete(product=product)
    record_steps(product_id=product_id, actor=actor, at=at)
    return move(
        product=product, to=Status.IN_CHECK, actor=actor, at=at, submitted_by_id=actor.user_id,
        checked_at=None, checked_by_id=None,
    )  # fmt: skip


@transaction.atomic
def confirm_check(
    *, product_id: int, actor: Actor, note: str = "", at: datetime | None = None
) -> Product:
    """Say that everything said of a product is right, and ask for its approval.

    Raises NeedsAnotherPerson, NotReadyForListing, or TransitionRefused when it is checked already.
    """
    product = Product.objects.lock(product_id)
    if product.status != Status.IN_CHECK or product.checked_at is not None:
        raise TransitionRefused
    refuse_own_check(product=product, actor=actor)
    refuse_unfit(product=product)
    product.checked_at, product.checked_by_id = at or timezone.now(), actor.user_id
    seen = as_seen(product=product, at=at)
    for name, value in seen.items():
        setattr(product, name, value)
    product.save(update_fields=["checked_at", "checked_by", *seen])
    record(
        product, history=ProductHistory, owner="product", axis=_CHECK, from_state="waiting",
        to_state="checked", actor=actor, reason=note, at=at,
    )  # fmt: skip
    return product


@transaction.atomic
def approve_product(*, product_id: int, actor: Actor, at: datetime | None = None) -> Product:
    """Approve a checked product: from now on it may be listed, and complaints are settled.

    Raises NeedsAnotherPerson, NotCheckedYet or NotReadyForListing.
    """
    product = Product.objects.lock(product_id)
    if product.status != Status.IN_CHECK:
        raise TransitionRefused
    refuse_own_approval(product=product, actor=actor)
    refuse_unseen(product=product)
    refuse_unfit(product=product)
    ProductAuthor.objects.filter(product=product).delete()
    settle_complaints(product=product, at=at)
    seen = as_seen(product=product, at=at)
    return move(product=product, to=Status.APPROVED, actor=actor, at=at, **seen)


@transaction.atomic
def return_to_draft(
    *, product_id: int, actor: Actor, reason: str = "", at: datetime | None = None
) -> Product:
    """Send a product back to its author, with the reason; it will be checked anew."""
    return move(
        product=Product.objects.lock(product_id), to=Status.DRAFT, actor=actor, reason=reason,
        at=at, starting=_RETURNED, scheduled_at=None, checked_at=None, checked_by_id=None,
    )  # fmt: skip


@transaction.atomic
def forget_check(
    *, product_id: int, actor: Actor, reason: str = "", at: datetime | None = None
) -> None:
    """Have a product looked at anew after a change of what was checked; live ones stay as they are.

    One in check waits for its check again, an approved one goes back to it.
    """
    product = Product.objects.lock(product_id)
    if product.status in _APPROVED:
        move(
            product=product, to=Status.IN_CHECK, actor=actor, at=at, scheduled_at=None,
            reason=reason or _("Changed after its approval."), checked_at=None, checked_by_id=None,
        )  # fmt: skip
    elif product.status == Status.IN_CHECK and product.checked_at is not None:
        product.checked_at, product.checked_by_id = None, None
        product.save(update_fields=["checked_at", "checked_by"])
        record(
            product, history=ProductHistory, owner="product", axis=_CHECK, from_state="checked",
            to_state="waiting", actor=actor, reason=reason or _("Changed after its check."), at=at,
        )  # fmt: skip
