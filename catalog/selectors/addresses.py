"""The addresses of goods, categories and brands for search engines, in blocks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max
from django.urls import reverse

from catalog.models import Brand, Listing, Product
from catalog.selectors.categories import CategoryNode, navigation
from catalog.selectors.skus import product_address

BLOCK = 10_000
_CHUNK = 2_000


@dataclass(frozen=True, kw_only=True)
class PageAddress:
    path: str
    changed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class AddressBlock:
    """So many products by their numbers: block 3 holds those from 30,000 on."""

    number: int
    changed_at: datetime


def product_blocks() -> list[AddressBlock]:
    """Return the blocks that hold goods on sale, in one query."""
    rows = (
        Product.objects.live()
        .values(block=F("pk") / BLOCK)
        .annotate(changed=Max("updated_at"))
        .order_by("block")
    )
    return [AddressBlock(number=row["block"], changed_at=row["changed"]) for row in rows]


def product_addresses(block: int) -> Iterator[PageAddress]:
    """Yield the goods of a block, read a few at a time: at most 10,000."""
    rows = Product.objects.live().filter(pk__gte=block * BLOCK, pk__lt=(block + 1) * BLOCK)
    values = rows.order_by("pk").values_list("slug", "number", "updated_at")
    for slug, number, changed_at in values.iterator(chunk_size=_CHUNK):
        yield PageAddress(path=product_address(slug, number), changed_at=changed_at)


def category_addresses() -> Iterator[PageAddress]:
    """Yield every category that shows and holds goods on sale, itself or below it."""
    filled = set(
        Listing.objects.live().order_by().values_list("category_path", flat=True).distinct()
    )
    for node in _all_below(navigation()):
        if any(path.startswith(node.path) for path in filled):
            yield PageAddress(path=node.url)


def brand_addresses() -> Iterator[PageAddress]:
    """Yield every brand that shows."""
    for slug in Brand.objects.filter(is_visible=True).order_by("pk").values_list("slug", flat=True):
        yield PageAddress(path=reverse("catalog:brand-detail", args=[slug]))


def _all_below(nodes: tuple[CategoryNode, ...]) -> Iterator[CategoryNode]:
    for node in nodes:
        yield node
        yield from _all_below(node.children)
