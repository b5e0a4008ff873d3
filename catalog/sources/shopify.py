"""Shopify's product CSV in our columns: rows of a handle are one product, each row one variant.

The fields of the product stand in the first row of a handle; rows that have a picture and no price
are further pictures of it.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from shop.common.importers import Problem, Reader, SourceRow

_NEEDED = {"Handle", "Title", "Variant Price"}
_OPTIONS = tuple((f"Option{n} Name", f"Option{n} Value") for n in (1, 2, 3))
_NO_OPTION = ("Title", "Default Title")
_NAMES = {
    "color": "颜色", "colour": "颜色", "size": "尺码", "material": "材质", "style": "款式",
}  # fmt: skip
_PLAIN = {
    "Title": "title",
    "Vendor": "brand",
    "Body (HTML)": "detail",
    "Variant SKU": "sku_code",
    "Variant Price": "sale_price",
    "Variant Compare At Price": "list_price",
    "Variant Barcode": "barcode",
}
_TAKEN = {
    *_PLAIN, *(name for pair in _OPTIONS for name in pair), "Handle", "Type", "Tags", "Published",
    "Variant Grams", "Variant Weight Unit", "Variant Inventory Tracker", "Image Position",
    "Image Alt Text", "Status", "Gift Card", "Variant Requires Shipping", "Variant Taxable",
}  # fmt: skip
_LEFT = {
    "Image Src": _("Pictures: import them by the list of picture addresses."),
    "Variant Image": _("Pictures: import them by the list of picture addresses."),
    "Variant Inventory Qty": _("Stock: import it as a stock count."),
    "Cost per item": _("Cost prices are kept with the stock."),
    "SEO Title": _("Words for search engines are made from the product."),
    "Tags": _("Tags come from the shop's own list and were left out."),
    "Type": _("Types come from the choice made at the upload."),
}
_QUOTE = re.compile(r"^'(?=[\d+=@-])")
_SEPARATORS = str.maketrans({";": "，", "；": "，", ":": "-", "：": "-"})

Cells = Mapping[str, str]


def _recognises(head: Sequence[list[str]]) -> bool:
    return bool(head) and set(head[0]) >= _NEEDED


def _rows(rows: Iterator[tuple[int, list[str]]], notes: set[str]) -> Iterator[SourceRow]:
    _number, headings = next(rows)
    notes.update(str(_LEFT[name]) for name in headings if name in _LEFT)
    unknown = [name for name in headings if name and name not in _TAKEN | _LEFT.keys()]
    if unknown:
        notes.add(str(_("Columns left out: %(names)s")) % {"names": ", ".join(sorted(unknown))})
    first: Cells = {}
    for number, cells in rows:
        row = {name: cell for name, cell in zip(headings, cells, strict=False) if cell}
        if row.get("Handle", "") != first.get("Handle", ""):
            first = row
        if row is first or row.get("Variant Price") or row.get("Option1 Value"):
            yield _source_row(number, row, first)


def _source_row(number: int, row: Cells, first: Cells) -> SourceRow:
    if not row.get("Handle"):
        reason = str(_("The row has no handle, so nothing says which product it is."))
        return SourceRow(number=number, cells={}, problems=(Problem(row=number, reason=reason),))
    cells = {ours: _QUOTE.sub("", row[theirs]) for theirs, ours in _PLAIN.items() if theirs in row}
    cells["outside_code"] = row["Handle"]
    values = ";".join(_values(row, first))
    if values:
        cells["values"] = values
    if row.get("Variant Grams"):
        cells["weight_grams"] = row["Variant Grams"]
    return SourceRow(number=number, cells=cells)


def _values(row: Cells, first: Cells) -> Iterator[str]:
    for name_of, value_of in _OPTIONS:
        name, value = row.get(name_of) or first.get(name_of, ""), row.get(value_of, "")
        if name and value and (name, value) != _NO_OPTION:
            named = _NAMES.get(name.strip().lower(), name.strip())
            yield f"{_part(named)}:{_part(value)}"


def _part(word: str) -> str:
    return html.unescape(word).translate(_SEPARATORS).strip()


SHOPIFY = Reader(label="Shopify", recognises=_recognises, rows=_rows)
