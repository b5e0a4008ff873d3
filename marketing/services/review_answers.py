"""The shop answers reviews, for everybody to read."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from marketing.errors import AnswerMissing
from marketing.models import Review, ReviewAnswer
from shop.common.actors import Actor


@transaction.atomic
def answer_review(
    *, review_id: int, text: str, actor: Actor, at: datetime | None = None
) -> ReviewAnswer:
    """Answer a review, or word the answer anew; auditlog keeps what it said before."""
    said = text.strip()
    if not said:
        raise AnswerMissing
    review = Review.objects.select_for_update().get(pk=review_id)
    answer, _is_new = ReviewAnswer.objects.update_or_create(
        review=review,
        defaults={"text": said, "author_id": actor.user_id, "created_at": at or timezone.now()},
    )
    return answer
