"""What a product's form shows, as short marks: so that no editor undoes another's work."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from catalog.models import Product, ProductAttribute, ProductPicture, Sku
from catalog.selectors.prices import current_amounts

PLAIN_FIELDS = (
    "title", "slug", "selling_points", "category", "brand", "owner", "detail",
    "after_sale_policy", "return_days", "warranty_months",
)  # fmt: skip


def edit_state(product_id: int, at: datetime) -> dict[str, str]:
    """Return a mark for each plain field, and one each for tags, attributes, SKUs and pictures."""
    plain = plain_values(product_id)
    return {name: mark(value) for name, value in plain.items()} | {
        "tags": mark(
            sorted(
                Product.tags.through.objects.filter(product=product_id).values_list(
                    "tag", flat=True
                )
            )
        ),
        "attributes": mark(_attributes(product_id)),
        "skus": mark(_skus(product_id, at)),
        "pictures": mark(_pictures(product_id)),
    }


def plain_values(product_id: int) -> dict[str, str]:
    """Return the stored plain fields as a form would send them back."""
    row: Mapping[str, Any] = Product.objects.values(*PLAIN_FIELDS).get(pk=product_id)
    return {name: "" if value is None else str(value) for name, value in row.items()}


def mark(value: object) -> str:
    """Return a short mark of a value; line ends do not matter, as browsers change them."""
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    plain = text.replace("\r\n", "\n").strip()
    return hashlib.sha256(plain.encode()).hexdigest()[:12]


def _attributes(product_id: int) -> list[Any]:
    rows = ProductAttribute.objects.filter(product=product_id).order_by("attribute")
    return list(
        rows.order_by("attribute", "values").values_list("attribute", "text", "number", "values")
    )


def _skus(product_id: int, at: datetime) -> list[Any]:
    names = ("pk", "code", "name", "barcode", "weight_grams", "volume_cm3", "is_active", "position")
    rows = list(Sku.objects.filter(product=product_id).order_by("pk").values_list(*names))
    amounts = current_amounts([row[0] for row in rows], at)
    return [(*row, sorted(amounts.get(row[0], {}).items())) for row in rows]


def _pictures(product_id: int) -> list[Any]:
    rows = ProductPicture.objects.filter(product=product_id).order_by("pk")
    return list(rows.values_list("pk", "role", "value", "alt", "position"))
