"""What customers keep for later, and let go again."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalog.models import Listing
from marketing.errors import NotForSale
from marketing.models import Favourite
from marketing.types import KeptFavourite


@transaction.atomic
def add_favourite(*, user_id: int, product_id: int, at: datetime | None = None) -> bool:
    """Keep a product with its present price; say whether it is new. Safe to repeat."""
    row = Listing.objects.live().filter(pk=product_id).values("lowest_price").first()
    if row is None:
        raise NotForSale
    kept = KeptFavourite(
        product_id=product_id, price=row["lowest_price"], created_at=at or timezone.now()
    )
    return _keep(user_id, kept)


@transaction.atomic
def remove_favourite(*, user_id: int, product_id: int) -> KeptFavourite | None:
    """Let a product go and return what is needed to put it back; None when it was not kept."""
    row = Favourite.objects.owned_by(user_id).filter(product=product_id).first()
    if row is None:
        return None
    row.delete()
    return KeptFavourite(product_id=row.product_id, price=row.price, created_at=row.created_at)


@transaction.atomic
def restore_favourite(*, user_id: int, kept: KeptFavourite) -> bool:
    """Put a favourite back as it was; one that is there again stays. Safe to repeat."""
    is_known = Listing.objects.filter(pk=kept.product_id).exists()
    return is_known and _keep(user_id, kept)


def _keep(user_id: int, kept: KeptFavourite) -> bool:
    row = Favourite(
        user_id=user_id,
        product_id=kept.product_id,
        price=kept.price,
        created_at=kept.created_at,
    )
    before = Favourite.objects.owned_by(user_id).filter(product=kept.product_id).exists()
    Favourite.objects.bulk_create([row], ignore_conflicts=True)
    return not before
