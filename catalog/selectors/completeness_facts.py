"""What completeness looks at, for many products at once: seven queries, however many they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from catalog.models import (
    Attribute,
    Category,
    ListingStep,
    Product,
    ProductAttribute,
    ProductPicture,
    Sku,
)
from catalog.selectors.prices import current_prices


@dataclass(kw_only=True)
class Facts:
    """What stands around one product."""

    core_words: list[str] = field(default_factory=list)
    sku_count: int = 0
    priced_count: int = 0
    has_unweighed: bool = False
    main_pictures: list[ProductPicture] = field(default_factory=list)
    has_detail_pictures: bool = False
    stock_is_entered: bool = False
    unsaid_filters: list[Attribute] = field(default_factory=list)


def facts_of(products: Collection[Product], at: datetime) -> dict[int, Facts]:
    """Read the facts of products that came with their categories."""
    facts = {product.pk: Facts() for product in products}
    words = _core_words({product.category.path for product in products})
    for product in products:
        facts[product.pk].core_words = words[product.category.path]
    _read_skus(facts, at)
    _read_pictures(facts)
    _read_stock(facts)
    _read_attributes(facts, products)
    return facts


def _core_words(paths: Collection[str]) -> dict[str, list[str]]:
    """Return for each path the words of its category, or of the nearest above that has any."""
    above = {path: _lineage(path) for path in paths}
    wanted = {one for line in above.values() for one in line}
    rows = Category.objects.filter(path__in=wanted).exclude(core_words="")
    words = dict(rows.values_list("path", "core_words"))
    nearest = {path: next(filter(None, map(words.get, above[path])), "") for path in paths}
    return {path: _split(said) for path, said in nearest.items()}


def _lineage(path: str) -> list[str]:
    """Return the paths of a category and of all above it, itself first."""
    return [path[:end] for end in range(len(path), 0, -Category.steplen)]


def _split(words: str) -> list[str]:
    return words.replace("，", " ").replace("、", " ").replace(",", " ").split()


def _read_skus(facts: dict[int, Facts], at: datetime) -> None:
    rows = Sku.objects.active().filter(product_id__among=facts)
    skus = list(rows.values_list("pk", "product_id", "weight_grams", "volume_cm3"))
    priced = current_prices([pk for pk, *_more in skus], at)
    for pk, product_id, weight, volume in skus:
        of_product = facts[product_id]
        of_product.sku_count += 1
        of_product.priced_count += pk in priced
        of_product.has_unweighed |= not (weight and volume)


def _read_pictures(facts: dict[int, Facts]) -> None:
    roles = ProductPicture.Role
    pictures = ProductPicture.objects.filter(product_id__among=facts)
    for picture in pictures.order_by("position", "pk"):
        of_product = facts[picture.product_id]
        of_product.has_detail_pictures |= picture.role == roles.DETAIL
        if picture.role == roles.MAIN:
            of_product.main_pictures.append(picture)


def _read_stock(facts: dict[int, Facts]) -> None:
    """Inventory says by a call that the stock was entered; catalog cannot look at it."""
    entered = ListingStep.objects.filter(product_id__among=facts, step=ListingStep.Step.STOCK)
    for product_id in entered.values_list("product_id", flat=True):
        facts[product_id].stock_is_entered = True


def _read_attributes(facts: dict[int, Facts], products: Iterable[Product]) -> None:
    types = {product.product_type_id for product in products}
    filters: dict[int, list[Attribute]] = defaultdict(list)
    asked = Attribute.objects.filter(product_type_id__in=types, is_filter=True, makes_skus=False)
    for attribute in asked.order_by("position", "pk"):
        filters[attribute.product_type_id].append(attribute)
    rows = ProductAttribute.objects.filter(product_id__among=facts).filter(
        ~Q(text="") | Q(number__isnull=False) | Q(values__isnull=False)
    )
    said = set(rows.values_list("product_id", "attribute_id"))
    for product in products:
        facts[product.pk].unsaid_filters = [
            attribute
            for attribute in filters[product.product_type_id]
            if (product.pk, attribute.pk) not in said
        ]
