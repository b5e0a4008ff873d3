"""The books of catalog: lists show what products say, and nothing bad is on the shelf."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from catalog.models import Listing, Product, QualityComplaint
from catalog.selectors.listing_rows import listing_facts
from shop.common.audit import Breach, register_audit

_BATCH = 500
# A planned price shows in lists when the clock's next task has run.
_PATIENCE = timedelta(minutes=2)


def listing_rows_agree() -> Iterator[Breach]:
    """Compare every listing row with what its product says now."""
    ids = list(Product.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), _BATCH):
        yield from _compare(ids[start : start + _BATCH])


def _compare(ids: list[int]) -> Iterator[Breach]:
    now = timezone.now()
    rows = Listing.objects.in_bulk(ids)
    for product_id, fact in listing_facts(ids, now).items():
        row = rows.get(product_id)
        if row is None:
            yield _breach(product_id, "has no listing row")
        elif not _follows_soon(row):
            for name, value in fact.columns.items():
                if getattr(row, name) != value:
                    yield _breach(product_id, f"listing row differs in {name}")


def _follows_soon(row: Listing) -> bool:
    now = timezone.now()
    return row.prices_change_at is not None and now - _PATIENCE < row.prices_change_at <= now


def _breach(product_id: int, message: str) -> Breach:
    return Breach(law=2, subject=f"product {product_id}", message=message)


def complained_goods_are_off_sale() -> Iterator[Breach]:
    """Name what is on the shelf although a complaint about its quality is open."""
    named = QualityComplaint.objects.open().values("product")
    for product_id in Product.objects.live().filter(pk__in=named).values_list("pk", flat=True):
        message = "is on sale with an open quality complaint"
        yield Breach(law=6, subject=f"product {product_id}", message=message)


register_audit("catalog: goods complained about are off sale", complained_goods_are_off_sale)
register_audit("catalog: listing rows agree with products and prices", listing_rows_agree)
