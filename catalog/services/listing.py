"""The listing row: written here and nowhere else, and only when something changed."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, TextField
from django.db.models.functions import Cast, Greatest
from django.utils import timezone

from catalog.models import Listing, Product
from catalog.selectors.listing_rows import ListingFacts, listing_facts
from catalog.services.search_index import search_vector


@transaction.atomic
def refresh_listing(*, product_ids: Iterable[int], at: datetime | None = None) -> int:
    """Bring the listing rows in line with product, prices and pictures; say how many changed.

    Locks the products, so that two changes of one product cannot overtake each other.
    """
    ids = Product.objects.lock_many(product_ids)
    known = set(Listing.objects.filter(pk__in=ids).values_list("pk", flat=True))
    Listing.objects.bulk_create(
        (Listing(product_id=product_id) for product_id in ids if product_id not in known),
        ignore_conflicts=True,
    )
    facts = listing_facts(ids, at or timezone.now())
    return sum(_write(product_id, fact) for product_id, fact in facts.items())


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


def _write(product_id: int, facts: ListingFacts) -> int:
    vector = search_vector(document=facts.document)
    # Compared as text: "=" between search vectors means "matches" to Django.
    row = Listing.objects.filter(pk=product_id).alias(indexed=Cast("search_vector", TextField()))
    changed = row.exclude(indexed=Cast(vector, TextField()), **facts.columns)
    return changed.update(**facts.columns, search_vector=vector, version=F("version") + 1)
