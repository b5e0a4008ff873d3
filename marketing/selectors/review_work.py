"""Reviews as work of the staff: how many wait for a decision, how many bad ones for an answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from marketing.models import Review

ANSWER_WITHIN = timedelta(hours=24)  # the clock of a case's first reply


@dataclass(frozen=True, kw_only=True)
class Heap:
    """So many reviews, the oldest of them, and how many are late."""

    count: int
    oldest: datetime | None
    late: int


@dataclass(frozen=True, kw_only=True)
class ReviewWork:
    to_decide: Heap
    to_answer: Heap


def review_work(at: datetime) -> ReviewWork:
    """Count in one query what waits for people; what will show by itself is not work."""
    late = at - ANSWER_WITHIN
    held = Q(state=Review.State.WAITING) & (~Q(objections="") | Q(has_pictures=True))
    bad = (
        Q(stars__lte=Review.NEGATIVE)
        & Q(answer__isnull=True)
        & Q(state__in=[Review.State.WAITING, Review.State.SHOWN])
    )
    found = Review.objects.filter(held | bad).aggregate(
        held=Count("pk", filter=held),
        held_oldest=Min("created_at", filter=held),
        held_late=Count("pk", filter=held & Q(created_at__lt=late)),
        bad=Count("pk", filter=bad),
        bad_oldest=Min("created_at", filter=bad),
        bad_late=Count("pk", filter=bad & Q(created_at__lt=late)),
    )
    return ReviewWork(to_decide=_heap(found, "held"), to_answer=_heap(found, "bad"))


def _heap(found: dict[str, object], name: str) -> Heap:
    count, oldest, late = (found[key] for key in (name, f"{name}_oldest", f"{name}_late"))
    return Heap(
        count=int(str(count)),
        oldest=oldest if isinstance(oldest, datetime) else None,
        late=int(str(late)),
    )
