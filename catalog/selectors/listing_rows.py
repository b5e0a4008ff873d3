"""What the listing row of a product must say, worked out from the product itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from catalog.models import (
    Category,
    Product,
    ProductPicture,
    Sku,
    SkuPrice,
    SkuValue,
)
from catalog.selectors.prices import current_prices
from catalog.selectors.search_texts import search_text
from catalog.types import SearchDocument, SkuPriceView


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
        sku_ids = [sku_id for ids in self.skus.values() for sku_id in ids]
        self.prices = current_prices(sku_ids, at)
        self.tags = _tag_names(product_ids)
        self.made = _values_of_skus(product_ids)
        self.next_change = _next_changes(sku_ids, at)
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
            **self._price_columns(product.pk),
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

    def _price_columns(self, product_id: int) -> dict[str, Any]:
        sku_ids = self.skus.get(product_id, [])
        prices = [self.prices[sku_id] for sku_id in sku_ids if sku_id in self.prices]
        changes = [self.next_change[sku_id] for sku_id in sku_ids if sku_id in self.next_change]
        cheapest = min(prices, key=_by_price) if prices else None
        return {
            "lowest_price": cheapest.sale if cheapest else None,
            "highest_price": max(price.sale for price in prices) if prices else None,
            **_struck(cheapest),
            "price_valid_to": cheapest.valid_to if cheapest else None,
            "prices_change_at": min(changes, default=None),
        }

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


def _struck(price: SkuPriceView | None) -> dict[str, Any]:
    """Return the list price with its own period; nothing where none is struck through."""
    if price is None or price.list_price is None:
        return {"list_price": None, "list_price_from": None, "list_price_to": None}
    return {
        "list_price": price.list_price,
        "list_price_from": price.listed_from,
        "list_price_to": price.listed_to,
    }


def _by_price(price: SkuPriceView) -> Decimal:
    return price.sale


def _names_by_path() -> dict[str, str]:
    return dict(Category.objects.values_list("path", "name"))


def _next_changes(sku_ids: list[int], at: datetime) -> dict[int, datetime]:
    ahead: dict[int, datetime] = {}
    planned = SkuPrice.objects.filter(sku_id__among=sku_ids).filter(
        Q(valid_from__gt=at) | Q(valid_to__gt=at)
    )
    for sku_id, starts, ends in planned.values_list("sku_id", "valid_from", "valid_to"):
        moments = [moment for moment in (starts, ends, ahead.get(sku_id)) if moment and moment > at]
        ahead[sku_id] = min(moments)
    return ahead
