"""The books of marketing: the ratings that lists show are those of the reviews."""

from collections.abc import Iterator

from catalog.models import Listing
from marketing.selectors.ratings import Rating, ratings_of
from shop.common.audit import Breach, register_audit

_BATCH = 500
_NONE = Rating(average=None, count=0)


def ratings_agree() -> Iterator[Breach]:
    """Compare the rating of every listing row with the reviews that show."""
    ids = list(Listing.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), _BATCH):
        yield from _compare(ids[start : start + _BATCH])


def _compare(ids: list[int]) -> Iterator[Breach]:
    ratings = ratings_of(ids)
    rows = Listing.objects.filter(pk__in=ids).order_by("pk")
    for product_id, average, count in rows.values_list("pk", "rating", "rating_count"):
        if Rating(average=average, count=count) != ratings.get(product_id, _NONE):
            message = "rating differs from the reviews that show"
            yield Breach(law=2, subject=f"product {product_id}", message=message)


register_audit("marketing: ratings agree with the reviews that show", ratings_agree)
