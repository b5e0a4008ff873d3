"""Changes of what shoppers read of goods: every way of making one passes through here.

Who changed a product cannot be the one to check it; what was checked or approved is looked at anew;
what is on the shelf keeps all that it must have.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.errors import ProductNotComplete
from catalog.models import Listing, ListingStep, Product, ProductAuthor
from catalog.selectors.completeness import missing_of_products
from catalog.selectors.content_marks import changed_marks, content_marks, price_marks
from catalog.services.checking import forget_check
from catalog.types import Missing
from shop.common.actors import Actor

_NEEDED = gettext_lazy("Goods on sale need this.")

Gaps = dict[int, list[Missing]]


@contextmanager
def content_change(
    *,
    product_ids: Iterable[int],
    actor: Actor,
    at: datetime | None = None,
    keeping: Collection[int] | None = None,
) -> Iterator[None]:
    """Lock products while what is said or shown of them changes, and draw the consequences.

    `keeping` are those that may lose something by it (all). Raises ProductNotComplete when a live
    one would lack something that it had.
    """
    ids = Product.objects.lock_many(product_ids)
    before = content_marks(ids)
    gaps = _gaps_of_live(ids if keeping is None else keeping)
    yield
    _refuse_new_gaps(gaps)
    changed = changed_marks(before, content_marks(ids))
    _add_authors(changed, actor)
    _look_anew(changed, actor, at)


@contextmanager
def word_change(
    *, product_ids: Iterable[int], reason: str, actor: Actor, at: datetime | None = None
) -> Iterator[None]:
    """Lock goods while a word that they share is renamed, and draw the consequences for all.

    What is on the shelf stays there; what is not there yet is looked at anew, and the reason kept.
    """
    ids = Product.objects.lock_many(product_ids)
    yield
    _add_authors(ids, actor)
    _look_anew(ids, actor, at, reason)


@contextmanager
def price_change(
    *, product_ids: Iterable[int], actor: Actor, at: datetime | None = None
) -> Iterator[None]:
    """Lock products while their prices or the terms of their pre-sale change.

    Those on the shelf are left alone: their prices need no other look.
    """
    ids = Product.objects.lock_many(product_ids)
    offered = set(Product.objects.live().filter(pk__among=ids).values_list("pk", flat=True))
    unlisted, moment = [pk for pk in ids if pk not in offered], timezone.now()
    before = price_marks(unlisted, moment)
    yield
    changed = changed_marks(before, price_marks(unlisted, moment))
    _add_authors(changed, actor)
    _look_anew(changed, actor, at)


def refuse_unsaleable(*, product: Product) -> None:
    """Refuse to leave nothing with a price of what is on the shelf. Raises ProductNotComplete."""
    priced = Listing.objects.filter(pk=product.pk, lowest_price__isnull=False)
    if product.is_live and not priced.exists():
        raise ProductNotComplete([_("the price of every SKU")])


def _gaps_of_live(product_ids: Collection[int]) -> Gaps:
    if not product_ids:
        return {}
    rows = Product.objects.live().filter(pk__among=product_ids).select_related("category")
    missing = missing_of_products(list(rows), timezone.now())
    return {pk: [gap for gap in gaps if _matters(gap)] for pk, gaps in missing.items()}


def _matters(gap: Missing) -> bool:
    """Leave aside what is only advised, and stock: it comes and goes by itself."""
    return not gap.only_advised and gap.step != ListingStep.Step.STOCK


def _refuse_new_gaps(before: Gaps) -> None:
    for product_id, now in _gaps_of_live(before.keys()).items():
        had = {str(gap.name) for gap in before[product_id]}
        if lost := [gap for gap in now if str(gap.name) not in had]:
            names = [gap.name for gap in lost]
            raise ProductNotComplete(names, beside={gap.place: _NEEDED for gap in lost})


def _add_authors(product_ids: Iterable[int], actor: Actor) -> None:
    if actor.user_id is not None:
        ProductAuthor.objects.bulk_create(
            (ProductAuthor(product_id=pk, user_id=actor.user_id) for pk in product_ids),
            ignore_conflicts=True,
        )


def _look_anew(
    product_ids: Collection[int], actor: Actor, at: datetime | None, reason: str = ""
) -> None:
    if not product_ids:
        return
    waiting = Product.objects.filter(pk__among=product_ids).awaiting_listing()
    for product_id in waiting.order_by("pk").values_list("pk", flat=True):
        forget_check(product_id=product_id, actor=actor, reason=reason, at=at)
