"""Goods as an export writes them: one row per SKU, what is said of the product in the first."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils import timezone

from catalog.models import Category, Product, ProductAttribute, Sku
from catalog.region_cells import written
from catalog.selectors.prices import current_amounts
from shop.common.exporters import ExportRow

_YES, _NO = "是", "否"
_PARTS = set(";；:：=\n")  # what parts pairs, and so cannot stand in them
_SAID = (
    "number", "outside_code", "title", "selling_points", "detail", "after_sale_policy",
    "return_days", "warranty_months",
)  # fmt: skip


def goods_rows(product_ids: Sequence[int]) -> Iterator[ExportRow]:
    """Yield the rows of products with SKUs and present prices, in a fixed number of queries."""
    products = (
        Product.objects.filter(pk__in=product_ids)
        .select_related("category", "brand", "product_type", "owner")
        .prefetch_related("tags", "sales_regions", "attributes__attribute", "attributes__values")
        .order_by("pk")
    )
    skus: dict[int, list[Sku]] = {}
    rows = Sku.objects.filter(product_id__in=product_ids).order_by("position", "pk")
    for sku in rows.prefetch_related("values__value__attribute"):
        skus.setdefault(sku.product_id, []).append(sku)
    sku_ids = [sku.pk for found in skus.values() for sku in found]
    prices = current_amounts(sku_ids, timezone.now())
    paths = _category_paths()
    for product in products:
        said = _said(product, paths)
        own = skus.get(product.pk, [])
        if not own:
            yield said
        for place, sku in enumerate(own):
            first = said if place == 0 else {"number": product.number}
            yield {**first, **_sku(sku), **_prices(prices.get(sku.pk, {}))}


def _said(product: Product, paths: dict[str, str]) -> ExportRow:
    owner, regions = product.owner, product.sales_regions.all()
    return {
        **{name: getattr(product, name) for name in _SAID},
        "category": paths[product.category.path],
        "brand": product.brand.name if product.brand else "",
        "product_type": product.product_type.name,
        "tags": ",".join(sorted(tag.name for tag in product.tags.all())),
        "attributes": ";".join(_attributes(product)),
        "sales_regions": written(product.sales_scope, [row.region_id for row in regions]),
        "owner": str(getattr(owner, "number", "")) if owner else "",
    }


def _attributes(product: Product) -> Iterator[str]:
    for row in sorted(product.attributes.all(), key=lambda row: (row.attribute.position, row.pk)):
        number = f"{row.number.normalize():f}" if row.number is not None else ""
        values = "/".join(sorted(value.name for value in row.values.all()))
        said = row.text or number or values
        if said and not _PARTS & {*row.attribute.name, *(row.text or "")} and not _slashed(row):
            yield f"{row.attribute.name}:{said}"


def _sku(sku: Sku) -> ExportRow:
    chosen = sorted(
        (row.value for row in sku.values.all()),
        key=lambda value: (value.attribute.position, value.attribute_id),
    )
    return {
        "sku_code": sku.code,
        "values": _values([(value.attribute.name, value.name) for value in chosen]),
        "sku_name": sku.name,
        "barcode": sku.barcode,
        "weight_grams": sku.weight_grams,
        "volume_cm3": sku.volume_cm3,
        "is_active": _YES if sku.is_active else _NO,
    }


def _values(pairs: list[tuple[str, str]]) -> str:
    """Leave out what could not be read back; the SKU's code says which it is."""
    if any(_PARTS & {*name, *value} for name, value in pairs):
        return ""
    return ";".join(f"{name}:{value}" for name, value in pairs)


def _slashed(row: ProductAttribute) -> bool:
    return any((_PARTS | {"/"}) & {*value.name} for value in row.values.all())


def _prices(amounts: dict[str, Decimal]) -> ExportRow:
    return {f"{kind}_price": amounts.get(kind) for kind in ("sale", "list")}


def _category_paths() -> dict[str, str]:
    paths: dict[str, str] = {}
    for path, name in Category.objects.order_by("path").values_list("path", "name"):
        above = paths.get(path[: -Category.steplen], "")
        paths[path] = f"{above}/{name}" if above else name
    return paths
