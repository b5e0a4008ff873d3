"""The way of a product to the shopper and back: every step has an author and a history row."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog.errors import NotReadyForListing, ProductNotComplete, ScheduleNotPossible
from catalog.events import ProductListed, ProductTakenDown
from catalog.models import ListingStep, Product, ProductHistory
from catalog.selectors.completeness import missing_for_listing
from catalog.services.claims import refuse_claims
from catalog.services.listing import refresh_listing
from catalog.services.listing_steps import record_steps
from shop.common.actors import Actor
from shop.common.events import publish
from shop.common.transitions import step

Status = Product.Status
_STOCK = frozenset({ListingStep.Step.STOCK.value})


@transaction.atomic
def submit_for_check(*, product_id: int, actor: Actor, at: datetime | None = None) -> Product:
    """Hand a draft to those who check it; its stock may still come. Raises ProductNotComplete."""
    product = Product.objects.lock(product_id)
    _refuse_incomplete(product, without=_STOCK)
    record_steps(product_id=product_id, actor=actor, at=at)
    return _move(product, Status.IN_CHECK, actor=actor, at=at)


@transaction.atomic
def approve_product(*, product_id: int, actor: Actor, at: datetime | None = None) -> Product:
    """Approve a checked product: from now on it may be listed. Raises NotReadyForListing."""
    product = Product.objects.lock(product_id)
    _refuse_unready(product, without=_STOCK)
    return _move(product, Status.APPROVED, actor=actor, at=at)


@transaction.atomic
def return_to_draft(
    *, product_id: int, actor: Actor, reason: str = "", at: datetime | None = None
) -> Product:
    """Send a product back to its author, with the reason."""
    product = Product.objects.lock(product_id)
    return _move(product, Status.DRAFT, actor=actor, reason=reason, at=at, scheduled_at=None)


@transaction.atomic
def list_product(
    *, product_id: int, actor: Actor, pre_sale: bool = False, at: datetime | None = None
) -> Product:
    """Show a product to shoppers now, on sale or for pre-sale. Raises NotReadyForListing."""
    product = Product.objects.lock(product_id)
    moment = at or timezone.now()
    _refuse_unready(product, without=_STOCK if pre_sale else frozenset())
    was_live = product.is_live
    target = Status.PRE_SALE if pre_sale else Status.LISTED
    first = product.first_listed_at or moment
    _move(product, target, actor=actor, at=moment, first_listed_at=first, scheduled_at=None)
    if not was_live:
        publish(ProductListed(product_id=product_id), at=moment)
    return product


@transaction.atomic
def schedule_listing(*, product_id: int, at: datetime, actor: Actor) -> Product:
    """Have a product listed at a moment to come. Raises NotReadyForListing, ScheduleNotPossible."""
    product = Product.objects.lock(product_id)
    if at <= timezone.now():
        raise ScheduleNotPossible
    _refuse_unready(product)
    return _move(product, Status.SCHEDULED, actor=actor, scheduled_at=at)


@transaction.atomic
def list_due_product(*, product_id: int, actor: Actor, at: datetime | None = None) -> Product:
    """List a scheduled product whose moment has come; one that became incomplete waits as approved.

    Safe to repeat: a product that is not due is left alone.
    """
    product = Product.objects.lock(product_id)
    moment = at or timezone.now()
    if product.status != Status.SCHEDULED or (product.scheduled_at or moment) > moment:
        return product
    try:
        return list_product(product_id=product_id, actor=actor, at=at)
    except NotReadyForListing as refusal:
        return _move(
            product, Status.APPROVED, actor=actor, reason=str(refusal), at=at, scheduled_at=None
        )


@transaction.atomic
def cancel_schedule(*, product_id: int, actor: Actor) -> Product:
    """Take a scheduled listing back."""
    return _move(Product.objects.lock(product_id), Status.APPROVED, actor=actor, scheduled_at=None)


@transaction.atomic
def take_down(*, product_id: int, reason: str, actor: Actor, at: datetime | None = None) -> Product:
    """Take a listed product off the shelves."""
    product = Product.objects.lock(product_id)
    _move(product, Status.TAKEN_DOWN, actor=actor, reason=reason, at=at)
    publish(ProductTakenDown(product_id=product_id, reason=reason), at=at)
    return product


@transaction.atomic
def delete_product(
    *, product_id: int, actor: Actor, reason: str = "", at: datetime | None = None
) -> Product:
    """Put a product away, restorable and never while it is listed; orders keep pointing at it."""
    product = Product.objects.lock(product_id)
    return _move(product, Status.DELETED, actor=actor, reason=reason, at=at, scheduled_at=None)


@transaction.atomic
def restore_product(*, product_id: int, actor: Actor, at: datetime | None = None) -> Product:
    """Bring a deleted product back as a draft."""
    return _move(Product.objects.lock(product_id), Status.DRAFT, actor=actor, at=at)


def _refuse_unready(product: Product, *, without: frozenset[str] = frozenset()) -> None:
    _refuse_incomplete(product, without=without)
    refuse_claims(product=product)


def _refuse_incomplete(product: Product, *, without: frozenset[str]) -> None:
    missing = missing_for_listing(product, timezone.now(), without=without)
    if missing:
        raise ProductNotComplete(missing)


def _move(
    product: Product,
    to: str,
    *,
    actor: Actor,
    reason: str = "",
    at: datetime | None = None,
    **also: Any,
) -> Product:
    step(
        product, axis="status", to=to, table=Product.TRANSITIONS, history=ProductHistory,
        owner="product", actor=actor, reason=reason, at=at, also=also,
    )  # fmt: skip
    refresh_listing(product_ids=[product.pk])
    return product
