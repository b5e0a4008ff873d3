"""Which documents goods need, which are missing, and which run out."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog.models import Category, Product, Qualification, QualificationKind
from catalog.models.product import ProductQuerySet

Scope = QualificationKind.Scope


def missing_kinds(product: Product, day: date) -> list[QualificationKind]:
    """Return the kinds of documents that the product's category requires and that do not hold."""
    required = QualificationKind.objects.filter(
        categories__path__in=_paths_down_to(product.category.path)
    )
    valid = Qualification.objects.valid_on(day).filter(kind=OuterRef("pk"))
    held = Exists(valid.filter(Q(product=None) | Q(product=product.pk)))
    return list(required.filter(~held).order_by("pk").distinct())


def unqualified_products(day: date) -> list[int]:
    """Return the listed products whose category requires a document that does not hold."""
    found: set[int] = set()
    for kind in QualificationKind.objects.prefetch_related("categories"):
        goods = _goods_below(kind.categories.all())
        valid = Qualification.objects.valid_on(day).filter(kind=kind)
        if kind.scope == Scope.PRODUCT:
            found |= _keys(goods.filter(~Exists(valid.filter(product=OuterRef("pk")))))
        elif not valid.exists():
            found |= _keys(goods)
    return sorted(found)


def running_out(by: date) -> QuerySet[Qualification]:
    """Return the documents that end by a day, or have ended, and were not renewed."""
    return Qualification.objects.running_out(by)


def _paths_down_to(path: str) -> list[str]:
    return [path[:end] for end in range(Category.steplen, len(path) + 1, Category.steplen)]


def _goods_below(categories: Iterable[Category]) -> ProductQuerySet:
    below = Q(pk__in=[])
    for category in categories:
        below |= Q(category__path__startswith=category.path)
    return Product.objects.live().filter(below)


def _keys(goods: ProductQuerySet) -> set[int]:
    return set(goods.values_list("pk", flat=True))
