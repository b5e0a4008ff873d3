"""The listing's stock flag: true while any SKU of the product can be had."""

from collections.abc import Iterable

from django.db import transaction

from catalog.models import Listing
from catalog.services.listing import set_in_stock
from inventory.selectors.stock_flags import products_in_stock, products_of, wrong_flags


def set_stock_flags(*, sku_ids: Iterable[int]) -> None:
    """Bring the flags of the SKUs' products in line with what this transaction sees."""
    _write(products_of(sku_ids))


@transaction.atomic
def heal_stock_flags(*, product_ids: Iterable[int]) -> None:
    """Bring flags in line with what is committed now.

    One at a time per product: whoever comes last reads last, so the last change decides.
    """
    rows = Listing.objects.filter(pk__in=list(product_ids)).order_by("pk")
    locked = rows.select_for_update(no_key=True).values_list("pk", flat=True)
    _write(list(locked))


def heal_all_stock_flags() -> int:
    """Look at every listing in one query and heal those that are wrong; say how many."""
    wrong = wrong_flags()
    heal_stock_flags(product_ids=wrong)
    return len(wrong)


def _write(product_ids: list[int]) -> None:
    in_stock = products_in_stock(product_ids)
    for product_id in product_ids:
        set_in_stock(product_id=product_id, in_stock=product_id in in_stock)
