"""The listing row: written here and nowhere else, and only when something changed."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils import timezone

from catalog.models import Listing, Product
from catalog.selectors.listing_rows import listing_facts
from catalog.services.listing_writes import insert_rows, update_changed_rows


@transaction.atomic
def refresh_listing(*, product_ids: Iterable[int], at: datetime | None = None) -> int:
    """Bring the listing rows in line with product, prices and pictures; say how many changed.

    Locks the products, so that two changes of one product cannot overtake each other.
    """
    ids = Product.objects.lock_many(product_ids)
    known = set(Listing.objects.filter(pk__among=ids).values_list("pk", flat=True))
    facts = listing_facts(ids, at or timezone.now())
    fresh = {product_id: fact for product_id, fact in facts.items() if product_id not in known}
    present = {product_id: fact for product_id, fact in facts.items() if product_id in known}
    return insert_rows(facts=fresh) + update_changed_rows(facts=present)


def set_in_stock(*, product_id: int, in_stock: bool) -> bool:
    """Say whether any SKU of the product can be bought; writes nothing when that is known already.

    Called in the transaction that changes the stock; a hot product must not become a hot row.
    """
    return bool(
        Listing.objects.filter(pk=product_id, in_stock=not in_stock).update(
            in_stock=in_stock, version=F("version") + 1
        )
    )


def add_sold(*, product_id: int, quantity: int) -> None:
    """Count pieces sold (less when negative). The caller sees to it that it runs once."""
    Listing.objects.filter(pk=product_id).update(
        sold_count=Greatest(F("sold_count") + quantity, 0), version=F("version") + 1
    )


def set_rating(*, product_id: int, rating: Decimal | None, rating_count: int) -> bool:
    """Show the average of the reviews and how many there are; say whether that is news.

    Called in the transaction that shows or hides a review, under the lock of the product.
    """
    says_it_already = Q(rating=rating, rating_count=rating_count)
    return bool(
        Listing.objects.filter(pk=product_id)
        .exclude(says_it_already)
        .update(rating=rating, rating_count=rating_count, version=F("version") + 1)
    )
