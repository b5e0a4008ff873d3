"""Marks of what is looked at when a product is checked: two that are alike say the same.

Apart: what is said and shown of it, and what it costs, because the prices of listed goods are
changed by those with the right to, without another look.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import CharField, Q
from django.db.models.functions import Cast, Coalesce

from catalog.models import (
    PreSaleTerms,
    Product,
    ProductAttribute,
    ProductPicture,
    ProductVideo,
    SalesRegion,
    Sku,
    SkuPrice,
)

_SAID = (
    "title", "selling_points", "category", "brand", "detail", "after_sale_policy", "return_days",
    "warranty_months", "seo_title", "seo_description", "seo_keywords", "brand__name", "sales_scope",
)  # fmt: skip
# The words that goods share are read on each of them: by their names, not by their keys alone.
_OF_ATTRIBUTE = (
    "attribute", "attribute__name", "attribute__unit", "text", "number", "values", "values__name",
)  # fmt: skip
_OF_SKU_VALUE = ("values__value__name", "values__value__attribute__name")
_OF_SKU = ("pk", "name", "weight_grams", "volume_cm3", "is_active", "values__value")
# Of a library's picture not its name: that follows its renditions.
_FILE = Coalesce(Cast("asset", CharField()), Cast("image", CharField()))
_TERMS = ("deposit", "balance_from", "balance_until", "ships_by", "ships_within_days")

Rows = Iterable[tuple[Any, ...]]


def content_marks(product_ids: Collection[int]) -> dict[int, str]:
    """Return a mark of texts, tags, attributes, SKUs, pictures, video and regions, by product."""
    if not product_ids:
        return {}
    regions = SalesRegion.objects.order_by("region")
    tags = Product.tags.through._default_manager  # noqa: SLF001  a table without model
    of_product = {"product__among": product_ids}
    return _marks(
        product_ids,
        Product.objects.filter(pk__among=product_ids).values_list("pk", *_SAID),
        tags.filter(**of_product).values_list("product", "tag", "tag__name").order_by("tag"),
        ProductAttribute.objects.filter(**of_product)
        .values_list("product", *_OF_ATTRIBUTE)
        .order_by("attribute", "values"),
        Sku.objects.filter(**of_product)
        .values_list("product", *_OF_SKU, *_OF_SKU_VALUE)
        .order_by(*_OF_SKU),
        ProductPicture.objects.filter(**of_product)
        .annotate(file=_FILE)
        .values_list("product", "role", "position", "pk", "file", "value", "alt")
        .order_by("role", "position", "pk"),
        ProductVideo.objects.filter(**of_product).values_list("product", "asset"),
        regions.filter(**of_product).values_list("product", "region"),
    )


def price_marks(product_ids: Collection[int], since: datetime) -> dict[int, str]:
    """Return a mark of the prices that held at a moment or were planned then, and of the terms.

    Taken again for the same moment, it differs when somebody changed a price since, and not when a
    planned one began.
    """
    if not product_ids:
        return {}
    prices = SkuPrice.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=since), sku__product__among=product_ids
    )
    columns = ("sku", "kind", "valid_from", "valid_to", "amount")
    return _marks(
        product_ids,
        prices.values_list("sku__product", *columns).order_by(*columns),
        PreSaleTerms.objects.filter(product__among=product_ids).values_list("product", *_TERMS),
    )


def changed_marks(before: Mapping[int, str], after: Mapping[int, str]) -> list[int]:
    """Return the products whose marks differ."""
    return sorted(key for key, mark in after.items() if before.get(key) != mark)


def _marks(product_ids: Collection[int], *parts: Rows) -> dict[int, str]:
    said: dict[int, list[Any]] = {product_id: [] for product_id in product_ids}
    for place, rows in enumerate(parts):
        for product_id, *values in rows:
            said[product_id].append((place, values))
    return {
        product_id: hashlib.sha256(json.dumps(rows, default=str).encode()).hexdigest()
        for product_id, rows in said.items()
    }
