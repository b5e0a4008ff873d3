"""Several goods side by side: everything that is known of each, in one query."""

from collections.abc import Iterable
from datetime import datetime

from catalog.selectors.product_rows import Row, products_with_rows
from catalog.selectors.products import parameter_of
from catalog.types import Compared


def compared(product_ids: Iterable[int], at: datetime) -> dict[int, Compared]:
    """Return what is known of those that are on sale, by product id."""
    return {
        product.pk: Compared(
            product_id=product.pk,
            brand=product.brand.name if product.brand else "",
            said=_made(product.sku_rows) | _said(product.parameter_rows),
        )
        for product in products_with_rows(product_ids, at)
    }


def _said(rows: Iterable[Row]) -> dict[str, str]:
    parameters = (parameter_of(row) for row in rows)
    return {parameter.name: parameter.text for parameter in parameters if parameter.text}


def _made(sku_rows: Iterable[Row]) -> dict[str, str]:
    """Name the values in which the product is made, such as its colours."""
    names: dict[str, dict[str, None]] = {}
    for row in sku_rows:
        if row["is_active"]:
            for value in sorted(row["values"], key=lambda value: value["attribute_position"]):
                names.setdefault(value["attribute"], {})[value["name"]] = None
    return {attribute: "、".join(values) for attribute, values in names.items()}
