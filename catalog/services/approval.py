"""What was looked at is what goes on: the marks of a check and of an approval, and their guard.

Called with the product locked.
"""

from datetime import datetime
from typing import Any

from django.utils import timezone

from catalog.errors import ChangedSinceApproval, NotCheckedYet, QualityInDoubt
from catalog.models import Product, QualityComplaint
from catalog.selectors.content_marks import content_marks, price_marks

Status = Product.Status
# Nobody has seen their prices on the shelf yet.
_NOT_ON_SALE_YET = {Status.APPROVED, Status.SCHEDULED}


def as_seen(*, product: Product, at: datetime | None = None) -> dict[str, Any]:
    """Return the fields that say what somebody answered for just now."""
    moment = at or timezone.now()
    return {
        "seen_at": moment,
        "seen_content": content_marks([product.pk])[product.pk],
        "seen_prices": price_marks([product.pk], moment)[product.pk],
    }


def settle_complaints(*, product: Product, at: datetime | None = None) -> None:
    """Note that whoever approves a product answers for its quality again."""
    open_ones = QualityComplaint.objects.open().filter(product=product)
    open_ones.update(settled_at=at or timezone.now())


def refuse_unseen(*, product: Product) -> None:
    """Refuse to approve something else than what was checked. Raises NotCheckedYet."""
    if product.checked_at is not None and not (_same_content(product) and _same_prices(product)):
        raise NotCheckedYet


def refuse_unapproved(*, product: Product) -> None:
    """Refuse to put on the shelf what is not what was approved, or was complained about since.

    Raises ChangedSinceApproval or QualityInDoubt. Goods that are or were on sale may have other
    prices: those with the right to set prices do so.
    """
    if product.is_live:
        return
    if QualityComplaint.objects.open().filter(product=product).exists():
        raise QualityInDoubt
    has_prices = product.status not in _NOT_ON_SALE_YET or _same_prices(product)
    if not (has_prices and _same_content(product)):
        raise ChangedSinceApproval


def _same_content(product: Product) -> bool:
    return content_marks([product.pk])[product.pk] == product.seen_content


def _same_prices(product: Product) -> bool:
    moment = product.seen_at
    return moment is not None and price_marks([product.pk], moment)[product.pk] == (
        product.seen_prices
    )
