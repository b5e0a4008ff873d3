"""The rating that lists and cards show, kept equal to the reviews that show."""

from django.db import transaction

from catalog.services.listing import set_rating
from marketing.selectors.ratings import Rating, ratings_of

_NONE = Rating(average=None, count=0)


@transaction.atomic
def refresh_rating(*, product_id: int) -> Rating:
    """Write what the shown reviews of a product come to.

    The caller holds the product's lock since before it changed a review: two changes at once would
    each count without the other.
    """
    rating = ratings_of([product_id]).get(product_id, _NONE)
    set_rating(product_id=product_id, rating=rating.average, rating_count=rating.count)
    return rating
