"""What a review brought about for the product that it is about."""

from catalog.models import QualityComplaint
from catalog.selectors.quality import complaint_by


def review_reference(review_id: int) -> str:
    """Return what a complaint by a review is kept under."""
    return f"review:{review_id}"


def complaint_of_review(review_id: int) -> QualityComplaint | None:
    """Return the quality complaint that a review brought, if it brought one."""
    return complaint_by(review_reference(review_id))
