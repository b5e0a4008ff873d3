"""Reviews are written here, and shown, hidden or refused. The product's lock is taken first."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.models import Product
from marketing.errors import (
    ReasonMissing,
    ReviewAlreadyWritten,
    ReviewNotPossible,
    ReviewStepRefused,
)
from marketing.models import Review, ReviewHistory, ReviewPicture
from marketing.policies import ReviewPolicies
from marketing.selectors.review_check import objections_to
from marketing.services.ratings import refresh_rating
from marketing.types import ReviewDraft
from shop.common.actors import Actor
from shop.common.errors import TransitionRefused
from shop.common.policies import policies
from shop.common.transitions import record, step

_State = Review.State
_OBJECTIONS_LENGTH = 200


@transaction.atomic
def write_review(*, draft: ReviewDraft, actor: Actor, at: datetime | None = None) -> Review:
    """Store a review; it shows at once when the policies say so, else it waits.

    Whether the author received the goods is the caller's business. Raises ReviewAlreadyWritten.
    """
    now = at or timezone.now()
    _refuse_form(draft)
    Product.objects.lock(draft.product_id)
    review = _create(draft, now)
    _record_birth(review, actor, now)
    if _shows_by_itself(review, now):
        _move(review, to=_State.SHOWN, actor=actor, reason="", at=now)
    return review


@transaction.atomic
def show_review(*, review_id: int, actor: Actor, at: datetime | None = None) -> Review:
    """Show a review to everybody and count it in the rating."""
    return _decide(review_id, to=_State.SHOWN, actor=actor, reason="", at=at)


@transaction.atomic
def hide_review(*, review_id: int, reason: str, actor: Actor, at: datetime | None = None) -> Review:
    """Take a shown review away again, with a reason that is kept."""
    return _decide(review_id, to=_State.HIDDEN, actor=actor, reason=_said(reason), at=at)


@transaction.atomic
def refuse_review(
    *, review_id: int, reason: str, actor: Actor, at: datetime | None = None
) -> Review:
    """Do not show a waiting review, with a reason that is kept."""
    return _decide(review_id, to=_State.REFUSED, actor=actor, reason=_said(reason), at=at)


@transaction.atomic
def show_when_due(*, review_id: int, actor: Actor, at: datetime | None = None) -> bool:
    """Show a waiting review whose time has come, and say whether. Safe to repeat."""
    now = at or timezone.now()
    review = Review.objects.waiting().filter(pk=review_id).first()
    if review is None or not _shows_by_itself(review, now):
        return False
    try:
        _decide(review_id, to=_State.SHOWN, actor=actor, reason="", at=now)
    except ReviewStepRefused:  # somebody decided meanwhile
        return False
    return True


def _decide(review_id: int, *, to: str, actor: Actor, reason: str, at: datetime | None) -> Review:
    product_id = Review.objects.values_list("product_id", flat=True).get(pk=review_id)
    Product.objects.lock(product_id)
    review = Review.objects.get(pk=review_id)
    _move(review, to=to, actor=actor, reason=reason, at=at or timezone.now())
    return review


def _move(review: Review, *, to: str, actor: Actor, reason: str, at: datetime) -> None:
    try:
        step(
            review,
            axis="state",
            to=to,
            table=Review.STEPS,
            history=ReviewHistory,
            owner="review",
            actor=actor,
            reason=reason,
            at=at,
        )
    except TransitionRefused as refusal:
        raise ReviewStepRefused from refusal
    refresh_rating(product_id=review.product_id)


def _refuse_form(draft: ReviewDraft) -> None:
    fits = (
        1 <= draft.stars <= Review.MOST_STARS
        and len(draft.text) <= Review.LENGTH
        and len(draft.pictures) <= Review.MOST_PICTURES
    )
    if not fits:
        raise ReviewNotPossible


def _create(draft: ReviewDraft, at: datetime) -> Review:
    try:
        with transaction.atomic():
            review = Review.objects.create(
                order_line=draft.order_line,
                product_id=draft.product_id,
                sku_name=draft.sku_name,
                author_id=draft.author_id,
                author_name=draft.author_name,
                is_anonymous=draft.is_anonymous,
                stars=draft.stars,
                text=draft.text,
                has_pictures=bool(draft.pictures),
                objections="、".join(objections_to(draft.text))[:_OBJECTIONS_LENGTH],
                created_at=at,
            )
    except IntegrityError as twice:
        raise ReviewAlreadyWritten from twice
    ReviewPicture.objects.bulk_create(
        ReviewPicture(review=review, image=name, position=position)
        for position, name in enumerate(draft.pictures)
    )
    return review


def _record_birth(review: Review, actor: Actor, at: datetime) -> None:
    record(
        review,
        history=ReviewHistory,
        owner="review",
        axis="state",
        to_state=review.state,
        actor=actor,
        at=at,
    )


def _shows_by_itself(review: Review, at: datetime) -> bool:
    chosen = policies(ReviewPolicies)
    is_clean = not review.objections and not (chosen.photos_need_a_person and review.has_pictures)
    is_ripe = review.created_at + timedelta(hours=chosen.show_after_hours) <= at
    return chosen.show_by_itself and is_clean and is_ripe


def _said(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()
