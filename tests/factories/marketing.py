"""Reviews and favourites, made by the operations that make them in the shop."""

import io
from itertools import count
from typing import Any

from PIL import Image

from catalog.models import Product
from customers.models import User
from marketing.models import Review
from marketing.services.reviews import show_review, write_review
from marketing.types import ReviewDraft
from shop.common.actors import person, process
from tests.factories.catalog import ProductFactory
from tests.factories.customers import UserFactory

TESTS = process("tests")
_numbers = count(1)


def draft(product: Product, author: User, **changes: Any) -> ReviewDraft:
    facts: dict[str, Any] = {
        "order_line": f"T{next(_numbers)}-1",
        "product_id": product.pk,
        "sku_name": "蓝, M",
        "author_id": author.pk,
        "author_name": "小*",
        "stars": 5,
        "text": "穿着很舒服，颜色和图片一样。",
        "is_anonymous": False,
    }
    return ReviewDraft(**facts | changes)


def make_review(product: Product | None = None, *, shown: bool = True, **changes: Any) -> Review:
    """A review of a product on sale; it shows unless the test says otherwise."""
    reviewed = product or ProductFactory(listed=True, price="9.00")
    author = changes.pop("author", None) or UserFactory()
    at = changes.pop("at", None)
    review = write_review(draft=draft(reviewed, author, **changes), actor=person(author.pk), at=at)
    if shown and review.state != Review.State.SHOWN:
        review = show_review(review_id=review.pk, actor=TESTS, at=at)
    return review


def photo(width: int = 60, height: int = 40, **options: Any) -> io.BytesIO:
    """A small picture as a phone would send it."""
    target = io.BytesIO()
    Image.new("RGB", (width, height), "#c03010").save(target, "JPEG", **options)
    target.seek(0)
    target.name = "photo.jpg"
    return target
