"""A review that tells of bad goods takes them off the shelf."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Product
from catalog.services.quality import take_down_for_quality
from marketing.errors import ReasonMissing
from marketing.models import Review
from marketing.selectors.review_complaints import review_reference
from shop.common.actors import Actor

_LENGTH = 300  # of the reason in the product's history


@transaction.atomic
def complain_by_review(
    *, review_id: int, reason: str, actor: Actor, at: datetime | None = None
) -> Product:
    """Take the reviewed product down for its quality; its history names the review.

    Safe to repeat: a review complains once. Raises ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing
    review = Review.objects.get(pk=review_id)
    said = _("Review of %(line)s: %(reason)s") % {
        "line": review.order_line,
        "reason": reason.strip(),
    }
    return take_down_for_quality(
        product_id=review.product_id, reference=review_reference(review_id), reason=said[:_LENGTH],
        actor=actor, at=at,
    )  # fmt: skip
