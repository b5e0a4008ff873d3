"""The plan of an import of goods: what each product of a chunk is to become, and what cannot be."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from catalog.models import Product
from catalog.selectors.goods_lookups import GoodsLookups, KnownType, Named, look_up
from catalog.services.goods_items import ProductItem, SkuItem
from catalog.services.goods_plan_attributes import sayings_of
from catalog.services.goods_plan_skus import SkuPlanner
from shop.common.importers import Plan, Problem, Row, Seen

NEW_VALUES = "new_values"
_PLAIN = (
    "title", "selling_points", "detail", "after_sale_policy", "return_days", "warranty_months",
)  # fmt: skip
_SHOWN = 12


class Refused(Exception):
    """The rows of a product cannot be imported: why, and which column it is."""

    def __init__(self, reason: str, column: str = "", value: str = "") -> None:
        super().__init__(reason)
        self.reason, self.column, self.value = reason, column, value


def plan_goods(*, rows: Sequence[Row], seen: Seen) -> Plan[ProductItem]:
    """Say what the rows make of products, SKUs and prices; writes nothing."""
    found = look_up(_named(rows, seen.options))
    plan: Plan[ProductItem] = Plan()
    for key, group in _groups(rows, found, plan).items():
        _Group(key, group, found, seen, plan).plan()
    return plan


def _named(rows: Iterable[Row], options: Mapping[str, Any]) -> Named:
    named = Named()
    single = {
        "number": named.numbers,
        "outside_code": named.outside_codes,
        "sku_code": named.sku_codes,
        "barcode": named.barcodes,
        "brand": named.brands,
        "owner": named.owners,
    }
    for row in rows:
        for name, words in single.items():
            if row.values.get(name):
                words.add(row.values[name])
        named.tags.update(row.values.get("tags") or ())
    return named


def _groups(
    rows: Iterable[Row], found: GoodsLookups, plan: Plan[ProductItem]
) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        key = _key(row, found)
        if key:
            groups.setdefault(key, []).append(row)
        else:
            reason = _("Give a product number, a code of your own, or the code of a known SKU.")
            plan.problems.append(Problem(row=row.number, column="number", reason=reason))
    return groups


def _key(row: Row, found: GoodsLookups) -> str:
    number, code = row.values.get("number"), row.values.get("outside_code")
    if number:
        return f"number:{number}"
    if code:
        known = found.by_outside_code.get(code)
        return f"number:{known.number}" if known else f"code:{code}"
    sku = found.skus_by_code.get(row.values.get("sku_code", ""))
    return f"number:{found.by_id[sku.product_id].number}" if sku else ""


class _Group:
    """The rows of one product."""

    def __init__(
        self, key: str, rows: list[Row], found: GoodsLookups, seen: Seen, plan: Plan[ProductItem]
    ) -> None:
        self.key, self.rows, self.found, self.seen, self.out = key, rows, found, seen, plan
        kind, _colon, word = key.partition(":")
        self.product = found.by_number.get(word) if kind == "number" else None
        self.is_unknown_number = kind == "number" and self.product is None
        self.may_make = bool(seen.options.get(NEW_VALUES))

    def plan(self) -> None:
        try:
            product_type = self._type()
            skus = SkuPlanner(self.product, product_type, self.found, self.seen, self.out.problems)
            good, items = skus.plan(self.rows)
            if good:
                self.rows = good
                self.out.items.append(self._item(product_type, items))
        except Refused as refusal:
            self._refuse(refusal)

    def _refuse(self, refusal: Refused) -> None:
        first, *others = self.rows
        self.out.problems.append(
            Problem(
                row=first.number,
                column=refusal.column,
                value=refusal.value,
                reason=refusal.reason,
            )
        )
        reason = _("Its product is refused: see row %(row)d.") % {"row": first.number}
        self.out.problems += [Problem(row=row.number, reason=reason) for row in others]

    def _type(self) -> KnownType:
        """Return the product's type; it never changes, because its SKUs hang on it."""
        if self.is_unknown_number:
            word = self.key.partition(":")[2]
            reason = _("There is no such product. Leave the number empty for a new one.")
            raise Refused(reason, "number", word)
        word = self._said("product_type")
        if self.product is not None:
            return self._type_of(self.product, word)
        word = word or self.seen.options.get("product_type", "")
        known = self.found.types.get(word)
        if known is None:
            raise Refused(_known_words(self.found.types), "product_type", word)
        return known

    def _type_of(self, product: Product, word: str | None) -> KnownType:
        known = self.found.types_by_id[product.product_type_id]
        if product.status == Product.Status.DELETED:
            raise Refused(_("This product is deleted. Restore it first."), "number", product.number)
        if word and word != known.name:
            reason = _("The product is of the type %(name)s; that cannot be changed.")
            raise Refused(reason % {"name": known.name}, "product_type", word)
        return known

    def _item(self, product_type: KnownType, skus: tuple[SkuItem, ...]) -> ProductItem:
        fields = {name: said for name in _PLAIN if (said := self._said(name)) is not None}
        code = self._said("outside_code")
        if code and (self.product is None or self.product.outside_code != code):
            fields["outside_code"] = code
        fields |= self._category() | self._owner()
        brand = self._said("brand", keep_none=True)
        if self.product is None:
            self._refuse_new(fields)
            fields["product_type_id"] = product_type.id
        self._check_brand(brand)
        return ProductItem(
            rows=tuple(row.number for row in self.rows),
            product_id=self.product.pk if self.product else None,
            product_type_id=product_type.id,
            fields=fields | ({"brand_id": None} if self._clears("brand") else {}),
            brand=brand,
            tag_ids=self._tags(),
            sold=self._said("sales_regions") or None,
            sayings=self._sayings(product_type),
            skus=skus,
        )

    def _said(self, name: str, *, keep_none: bool = False) -> Any:
        """Return what the rows say; two that say different things contradict each other."""
        said: list[tuple[Row, Any]] = [
            (row, row.values[name]) for row in self.rows if name in row.values
        ]
        for _row, value in said:
            if value != said[0][1]:
                reason = _("Row %(row)d says something else of the same product.")
                raise Refused(reason % {"row": said[0][0].number}, name, str(value)[:_SHOWN])
        value = said[0][1] if said else None
        return "" if value is None and said and not keep_none else value

    def _clears(self, name: str) -> bool:
        return any(row.values.get(name, ...) is None for row in self.rows)

    def _category(self) -> dict[str, Any]:
        word = self._said("category")
        if not word and self.product is None:
            word = self.seen.options.get("category", "")
        if not word:
            return {}
        plain = "/".join(
            part.strip() for part in word.replace("＞", ">").replace(">", "/").split("/")
        )
        category_id = self.found.categories.get(plain)
        if category_id is None:
            reason = _("There is no such category. Write its path, such as 女装/连衣裙.")
            raise Refused(reason, "category", word)
        return {"category_id": category_id}

    def _owner(self) -> dict[str, Any]:
        number = self._said("owner")
        if not number:
            return {}
        if number not in self.found.owners:
            raise Refused(_("There is no member of staff with this number."), "owner", number)
        return {"owner_id": self.found.owners[number]}

    def _refuse_new(self, fields: Mapping[str, Any]) -> None:
        if not fields.get("title"):
            raise Refused(_("A new product needs a title."), "title")
        if "category_id" not in fields:
            raise Refused(_("A new product needs a category."), "category")

    def _check_brand(self, brand: str | None) -> None:
        if brand and brand not in self.found.brands and not self.may_make:
            reason = _("There is no such brand. Enter it first, or allow new ones at the upload.")
            raise Refused(reason, "brand", brand)

    def _tags(self) -> tuple[int, ...] | None:
        words = self._said("tags", keep_none=True)
        if words is None:
            return () if self._clears("tags") else None
        for word in words:
            if word not in self.found.tags:
                reason = _("There is no such tag; tags come from a controlled list.")
                raise Refused(reason, "tags", word)
        return tuple(self.found.tags[word] for word in words)

    def _sayings(self, product_type: KnownType) -> Any:
        try:
            return sayings_of(
                pairs=self._said("attributes") or (),
                product_type=product_type,
                may_make=self.may_make,
            )
        except ValueError as wrong:
            raise Refused(str(wrong), "attributes") from wrong


def _known_words(words: Iterable[str]) -> str:
    names = sorted(words)
    shown = ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
    return _("A product type that the shop has: %(names)s.") % {"names": shown}
