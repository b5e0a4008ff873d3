"""What the listing row of a product must say, worked out from the product itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog.models import (
    Category,
    Product,
    ProductPicture,
    Sku,
    SkuValue,
)
from catalog.selectors.listing_prices import NO_PRICE, price_columns
from catalog.selectors.search_texts import search_text
from catalog.types import SearchDocument


@dataclass(frozen=True, kw_only=True)
class ListingFacts:
    columns: dict[str, Any]
    document: SearchDocument


def listing_facts(product_ids: Iterable[int], at: datetime) -> dict[int, ListingFacts]:
    """Return the columns and the search text for each product, in a fixed number of queries."""
    products = Product.objects.filter(pk__among=set(product_ids)).for_listing_row()
    reader = _Reader([product.pk for product in products], at)
    return {product.pk: reader.facts(product) for product in products}


class _Reader:
    """Reads once for all products what their rows are made of."""

    def __init__(self, product_ids: list[int], at: datetime) -> None:
        skus = Sku.objects.active().filter(product_id__among=product_ids)
        self.skus: dict[int, list[int]] = {}
        self.numbers: dict[int, list[str]] = {}
        for sku_id, product_id, code, barcode in skus.order_by("pk").values_list(
            "pk", "product_id", "code", "barcode"
        ):
            self.skus.setdefault(product_id, []).append(sku_id)
            self.numbers.setdefault(product_id, []).extend(filter(None, (code, barcode)))
        self.prices = price_columns(self.skus, at)
        self.tags = _tag_names(product_ids)
        self.made = _values_of_skus(product_ids)
        self.category_names = _names_by_path()
        self.pictures: dict[int, list[str]] = {}
        pictures = ProductPicture.objects.filter(
            product_id__among=product_ids, role=ProductPicture.Role.MAIN
        ).order_by("position", "pk")
        for product_id, image in pictures.values_list("product_id", "image"):
            self.pictures.setdefault(product_id, []).append(image)

    def facts(self, product: Product) -> ListingFacts:
        document = self._document(product)
        columns = {
            **_own_columns(product),
            **self.prices.get(product.pk, NO_PRICE),
            "picture": self._picture(product.pk, 0),
            "hover_picture": self._picture(product.pk, 1),
            "tags": self.tags.get(product.pk, []),
            "attribute_values": sorted(self._values(product)),
            "numbers": _numbers(product),
            "search_text": search_text(document),
        }
        return ListingFacts(columns=columns, document=document)

    def _picture(self, product_id: int, place: int) -> str:
        return next(iter(self.pictures.get(product_id, [])[place : place + 1]), "")

    def _document(self, product: Product) -> SearchDocument:
        path, step = product.category.path, Category.steplen
        paths = [path[:end] for end in range(step, len(path) + 1, step)]
        return SearchDocument(
            title=product.title,
            brand=product.brand.name if product.brand else "",
            numbers=" ".join([product.number, *self.numbers.get(product.pk, [])]),
            categories=" ".join(self.category_names.get(path, "") for path in paths),
            attributes=self._attribute_text(product),
            selling_points=product.selling_points,
            tags=" ".join(self.tags.get(product.pk, [])),
        )

    def _values(self, product: Product) -> dict[int, str]:
        """Return the names of all values of the product and of its active SKUs by id."""
        said = {
            value.pk: value.name
            for attribute in product.attributes.all()
            for value in attribute.values.all()
        }
        return said | self.made.get(product.pk, {})

    def _attribute_text(self, product: Product) -> str:
        names = self._values(product)
        texts = [said.text for said in product.attributes.all() if said.text]
        return " ".join([*(names[key] for key in sorted(names)), *sorted(texts)])


def _own_columns(product: Product) -> dict[str, Any]:
    return {
        "is_live": product.is_live,
        "title": product.title,
        "slug": product.slug,
        "number": product.number,
        "selling_points": product.selling_points,
        "category_path": product.category.path,
        "brand_id": product.brand_id,
        "is_pre_sale": product.status == Product.Status.PRE_SALE,
        "listed_at": product.first_listed_at,
    }


def _tag_names(product_ids: list[int]) -> dict[int, list[str]]:
    names: dict[int, list[str]] = {}
    tagged = Product.tags.through._default_manager.filter(product_id__among=product_ids)  # noqa: SLF001  a table without model
    for product_id, name in tagged.values_list("product_id", "tag__name"):
        names.setdefault(product_id, []).append(name)
    return {product_id: sorted(found) for product_id, found in names.items()}


def _values_of_skus(product_ids: list[int]) -> dict[int, dict[int, str]]:
    """Return the names of the values that tell the active SKUs of each product apart, by id."""
    made = SkuValue.objects.filter(sku__product_id__among=product_ids, sku__is_active=True)
    columns = ("sku__product_id", "value_id", "value__name")
    found: dict[int, dict[int, str]] = {}
    for product_id, value_id, name in made.order_by().values_list(*columns).distinct():
        found.setdefault(product_id, {})[value_id] = name
    return found


def _numbers(product: Product) -> dict[str, float]:
    return {
        said.attribute.code: float(said.number)
        for said in product.attributes.all()
        if said.number is not None
    }


def _names_by_path() -> dict[str, str]:
    return dict(Category.objects.values_list("path", "name"))
