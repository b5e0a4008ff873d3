"""Which documents goods need, which are missing, and which run out."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from catalog.models import Category, Product, Qualification, QualificationKind
from catalog.models.product import ProductQuerySet

Scope = QualificationKind.Scope


def missing_kinds(product: Product, day: date) -> list[QualificationKind]:
    """Return the kinds of documents that the product's category requires and that do not hold."""
    return missing_kinds_of({product.pk: product.category.path}, day)[product.pk]


def missing_kinds_of(paths: Mapping[int, str], day: date) -> dict[int, list[QualificationKind]]:
    """Return the same for many products, given with the paths of their categories."""
    lineages = {product_id: set(_paths_down_to(path)) for product_id, path in paths.items()}
    asked = QualificationKind.objects.filter(categories__path__in=set().union(*lineages.values()))
    required = list(asked.annotate(path=F("categories__path")).order_by("pk"))
    valid = Qualification.objects.valid_on(day).filter(kind__in={kind.pk for kind in required})
    rows = valid.filter(Q(product=None) | Q(product__in=paths)).values_list("kind_id", "product_id")
    held = set(rows) if required else set()
    return {
        product_id: list(
            {
                kind.pk: kind
                for kind in required
                if kind.path in lineage and not held & {(kind.pk, None), (kind.pk, product_id)}
            }.values()
        )
        for product_id, lineage in lineages.items()
    }


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
