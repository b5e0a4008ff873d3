"""The SKUs of one product in an import: found by code or by values, or new."""

from collections.abc import Iterator, Sequence
from itertools import count

from django.utils.translation import gettext as _

from catalog.models import Product
from catalog.selectors.goods_lookups import GoodsLookups, KnownSku, KnownType
from catalog.services.goods_items import SkuItem, struck_below_selling
from catalog.services.goods_plan_attributes import check_value
from catalog.services.skus import MOST_SKUS
from shop.common.importers import Problem, Row, Seen

_FIELDS = ("sku_name", "barcode", "weight_grams", "volume_cm3", "is_active")
_PRICES = {"sale_price": "sale", "list_price": "list"}
_OF_SKU = ("sku_code", "values", *_FIELDS, *_PRICES)

_KEYS = count()

Values = tuple[tuple[int, str], ...]


class _NotPossible(Exception):
    def __init__(self, reason: str, column: str, value: str = "") -> None:
        super().__init__(reason)
        self.reason, self.column, self.value = reason, column, value


def names_sku(*, row: Row) -> bool:
    """Tell whether a row says anything of a SKU."""
    return any(name in row.values for name in _OF_SKU)


class SkuPlanner:
    """Plans the rows of one product one after another; each refusal is its row's own."""

    def __init__(
        self,
        product: Product | None,
        product_type: KnownType,
        found: GoodsLookups,
        seen: Seen,
        problems: list[Problem],
    ) -> None:
        self.product, self.type, self.found, self.seen = product, product_type, found, seen
        self.problems = problems
        self.known = found.skus_of.get(product.pk, []) if product else []
        self.count = sum(sku.is_active for sku in self.known)
        self.taken = {sku.values for sku in self.known}
        self.may_make = bool(seen.options.get("new_values"))
        active = [sku for sku in self.known if sku.is_active]
        self.dimensions = {a for a, _value in active[0].values} if active else None

    def plan(self, rows: Sequence[Row]) -> tuple[list[Row], tuple[SkuItem, ...]]:
        """Return the rows that are fine, and what they say of SKUs."""
        good: list[Row] = []
        items: list[SkuItem] = []
        for row in rows:
            try:
                items += [self._item(row)] if names_sku(row=row) else []
                good.append(row)
            except _NotPossible as refusal:
                self.problems.append(
                    Problem(
                        row=row.number,
                        column=refusal.column,
                        value=refusal.value,
                        reason=refusal.reason,
                    )
                )
        return good, tuple(items)

    def _item(self, row: Row) -> SkuItem:
        code = row.values.get("sku_code", "")
        values = self._values(row)
        sku = self._known_sku(code, values)
        self._refuse_twice(row, code, sku)
        self._check_barcode(row, sku)
        if struck_below_selling(row=row):
            raise _NotPossible(
                _("The list price is below the selling price."),
                "list_price",
                str(row.values["list_price"]),
            )
        if sku is None:
            self._check_new(row, values or ())
        elif values is not None and frozenset(values) != sku.values:
            raise _NotPossible(_("This SKU has other values; they make what it is."), "values")
        return SkuItem(
            row=row.number,
            key=next(_KEYS),
            sku_id=sku.id if sku else None,
            code=code,
            values=(values or ()) if sku is None else None,
            fields=dict(self._fields(row)),
            prices={kind: row.values[name] for name, kind in _PRICES.items() if name in row.values},
        )

    def _fields(self, row: Row) -> Iterator[tuple[str, object]]:
        for name in _FIELDS:
            if name in row.values:
                yield ("name" if name == "sku_name" else name), row.values[name]

    def _values(self, row: Row) -> Values | None:
        if "values" not in row.values:
            return None
        found: list[tuple[int, int, str]] = []
        for name, value in row.values["values"]:
            attribute = self.type.attribute(name)
            if attribute is None or not attribute.makes_skus:
                facts = {"type": self.type.name, "name": name}
                reason = _("The type %(type)s makes no SKUs by “%(name)s”; it does by: %(names)s.")
                names = ", ".join(self.type.dimensions) or "—"
                raise _NotPossible(reason % (facts | {"names": names}), "values", name)
            try:
                check_value(attribute=attribute, value=value, may_make=self.may_make)
            except ValueError as wrong:
                raise _NotPossible(str(wrong), "values", value) from wrong
            found.append((attribute.position, attribute.id, value))
        return tuple((attribute_id, value) for _place, attribute_id, value in sorted(found))

    def _known_sku(self, code: str, values: Values | None) -> KnownSku | None:
        if code:
            sku = self.found.skus_by_code.get(code)
            if sku and (self.product is None or sku.product_id != self.product.pk):
                owner = self.found.by_id[sku.product_id].number
                reason = _("This code belongs to the product %(number)s.") % {"number": owner}
                raise _NotPossible(reason, "sku_code", code)
            return sku
        if values is None and self.known:
            if len(self.known) > 1:
                raise _NotPossible(_("Say which SKU: its code, or its values."), "sku_code")
            return self.known[0]
        wanted = frozenset(values or ())
        return next((sku for sku in self.known if sku.values == wanted), None)

    def _refuse_twice(self, row: Row, code: str, sku: KnownSku | None) -> None:
        for kind, word in (("sku", code), ("sku id", str(sku.id) if sku else "")):
            first = self.seen.first_row(kind, word, row.number) if word else row.number
            if first != row.number:
                reason = _("The same SKU stands in row %(row)d.") % {"row": first}
                raise _NotPossible(reason, "sku_code", code)

    def _check_barcode(self, row: Row, sku: KnownSku | None) -> None:
        barcode = row.values.get("barcode")
        if not barcode:
            return
        holder = self.found.barcodes.get(barcode)
        if holder is not None and (sku is None or holder != sku.id):
            raise _NotPossible(_("Another SKU has this barcode."), "barcode", barcode)
        first = self.seen.first_row("barcode", barcode, row.number)
        if first != row.number:
            reason = _("Row %(row)d has the same barcode.") % {"row": first}
            raise _NotPossible(reason, "barcode", barcode)

    def _check_new(self, row: Row, values: Values) -> None:
        if not self.seen.may("catalog.add_sku"):
            raise _NotPossible(_("You have no right to add SKUs."), "sku_code")
        dimensions = {attribute_id for attribute_id, _value in values}
        if self.dimensions is not None and dimensions != self.dimensions:
            reason = _("The other SKUs of this product differ by other attributes.")
            raise _NotPossible(reason, "values")
        if frozenset(values) in self.taken:
            raise _NotPossible(_("The product has a SKU with these values already."), "values")
        if self.count >= MOST_SKUS:
            reason = _("A product has at most %(count)d SKUs.") % {"count": MOST_SKUS}
            raise _NotPossible(reason, "values")
        self.dimensions = dimensions
        self.taken.add(frozenset(values))
        self.count += 1
