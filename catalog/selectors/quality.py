"""Complaints about the quality of goods."""

from catalog.models import QualityComplaint


def complaint_by(reference: str) -> QualityComplaint | None:
    """Return the complaint that something brought, such as "review:7"."""
    rows = QualityComplaint.objects.filter(reference=reference)
    return rows.select_related("product").order_by("pk").first()
