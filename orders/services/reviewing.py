"""Buyers say what they received is like; marketing keeps what they say."""

from collections.abc import Sequence
from datetime import datetime
from typing import IO

from django.utils import timezone

from catalog.services.pictures import check_picture
from marketing.errors import ReviewAlreadyWritten, ReviewNotPossible
from marketing.models import Review
from marketing.selectors.reviews import states_of_lines
from marketing.services.review_pictures import store_review_picture
from marketing.services.reviews import write_review
from marketing.types import ReviewDraft
from orders.errors import LineNotReviewable
from orders.models import OrderLine
from orders.selectors.reviewable import line_reference, reviewable_line
from orders.types import ReviewWords
from shop.common.actors import person
from shop.common.masking import mask_name


def review_line(
    *,
    customer_id: int,
    order_number: str,
    line_id: int,
    words: ReviewWords,
    photos: Sequence[IO[bytes]] = (),
    at: datetime | None = None,
) -> Review:
    """Review what one bought and received; once per line.

    Photos are looked at and stored before the transaction that writes the review. Raises
    LineNotReviewable, ReviewAlreadyWritten, or PictureNotPossible of catalog.
    """
    now = at or timezone.now()
    line = reviewable_line(
        customer_id=customer_id, order_number=order_number, line_id=line_id, at=now
    )
    if line is None:
        raise LineNotReviewable
    reference = line_reference(line, order_number)
    if states_of_lines([reference]):
        raise ReviewAlreadyWritten
    pictures = _store(photos)
    draft = _draft(line, reference, words, pictures)
    return write_review(draft=draft, actor=person(customer_id), at=now)


def _store(photos: Sequence[IO[bytes]]) -> tuple[str, ...]:
    """Look at all photos before the first is stored."""
    if len(photos) > Review.MOST_PICTURES:
        raise ReviewNotPossible
    for photo in photos:
        check_picture(file=photo)
    return tuple(store_review_picture(file=photo) for photo in photos)


def _draft(
    line: OrderLine, reference: str, words: ReviewWords, pictures: tuple[str, ...]
) -> ReviewDraft:
    customer = line.order.customer
    return ReviewDraft(
        order_line=reference,
        product_id=line.sku.product_id,
        sku_name=line.sku_name,
        author_id=customer.pk,
        author_name=mask_name(customer.nickname),
        stars=words.stars,
        text=words.text.strip(),
        is_anonymous=words.is_anonymous,
        pictures=pictures,
    )
