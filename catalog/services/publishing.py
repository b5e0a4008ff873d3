"""The way of an approved product to the shopper and back; every step has an author."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalog.errors import NotReadyForListing, ScheduleNotPossible
from catalog.events import ProductListed
from catalog.models import Product
from catalog.services.product_moves import move
from catalog.services.qualification_lock import hold_qualifications
from catalog.services.readiness import refuse_unready
from shop.common.actors import Actor
from shop.common.events import publish

Status = Product.Status


@transaction.atomic
def list_product(
    *, product_id: int, actor: Actor, pre_sale: bool = False, at: datetime | None = None
) -> Product:
    """Show a product to shoppers now, on sale or for pre-sale. Raises NotReadyForListing."""
    hold_qualifications()
    product = Product.objects.lock(product_id)
    moment = at or timezone.now()
    refuse_unready(product=product, pre_sale=pre_sale, at=moment)
    was_live = product.is_live
    target = Status.PRE_SALE if pre_sale else Status.LISTED
    first = product.first_listed_at or moment
    move(
        product=product, to=target, actor=actor, at=moment, first_listed_at=first, scheduled_at=None
    )
    if not was_live:
        publish(ProductListed(product_id=product_id), at=moment)
    return product


@transaction.atomic
def schedule_listing(*, product_id: int, at: datetime, actor: Actor) -> Product:
    """Have a product listed at a moment to come. Raises NotReadyForListing, ScheduleNotPossible."""
    hold_qualifications()
    product = Product.objects.lock(product_id)
    if at <= timezone.now():
        raise ScheduleNotPossible
    refuse_unready(product=product, pre_sale=False)
    return move(product=product, to=Status.SCHEDULED, actor=actor, scheduled_at=at)


@transaction.atomic
def list_due_product(*, product_id: int, actor: Actor, at: datetime | None = None) -> Product:
    """List a scheduled product whose moment has come; one that became incomplete waits as approved.

    Safe to repeat: a product that is not due is left alone.
    """
    hold_qualifications()
    product = Product.objects.lock(product_id)
    moment = at or timezone.now()
    if product.status != Status.SCHEDULED or (product.scheduled_at or moment) > moment:
        return product
    try:
        return list_product(product_id=product_id, actor=actor, at=at)
    except NotReadyForListing as refusal:
        return move(
            product=product,
            to=Status.APPROVED,
            actor=actor,
            reason=str(refusal),
            at=at,
            scheduled_at=None,
        )


@transaction.atomic
def cancel_schedule(*, product_id: int, actor: Actor) -> Product:
    """Take a scheduled listing back. Never a way around the approval."""
    return move(
        product=Product.objects.lock(product_id), to=Status.APPROVED, actor=actor,
        starting={Status.SCHEDULED}, scheduled_at=None,
    )  # fmt: skip


@transaction.atomic
def delete_product(
    *, product_id: int, actor: Actor, reason: str = "", at: datetime | None = None
) -> Product:
    """Put a product away, restorable and never while it is listed; orders keep pointing at it."""
    product = Product.objects.lock(product_id)
    return move(
        product=product, to=Status.DELETED, actor=actor, reason=reason, at=at, scheduled_at=None
    )


@transaction.atomic
def restore_product(*, product_id: int, actor: Actor, at: datetime | None = None) -> Product:
    """Bring a deleted product back as a draft."""
    product = Product.objects.lock(product_id)
    return move(
        product=product, to=Status.DRAFT, actor=actor, at=at, starting={Status.DELETED},
        checked_at=None, checked_by_id=None,
    )  # fmt: skip
