"""The Taobao data package (淘宝数据包) in our columns.

A tab-separated file in UTF-16: a version, a line of field names, a line of Chinese headings, then
one line per product. Its SKUs stand in one cell, as price:quantity:code:property:value;… with the
names of values in another, because values are numbers of Taobao's own dictionary.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.common.importers import Problem, Reader, SourceRow

_NEEDED = {"title", "price", "description", "cid"}
_WITHIN = 3
_MAIN = "1"  # as a kind of picture
# What Taobao's dictionary calls the properties and values that nearly every package uses.
_PROPERTIES = {
    "1627207": "颜色", "20509": "尺码", "20549": "鞋码", "20518": "尺码", "21433": "尺寸",
}  # fmt: skip
_VALUES = {
    "28320": "白色", "28321": "乳白色", "28324": "黄色", "28326": "红色", "28327": "酒红色",
    "28329": "紫色", "28330": "银色", "28331": "卡其色", "28332": "浅灰色", "28334": "灰色",
    "28335": "绿色", "28338": "蓝色", "28341": "黑色", "3232478": "深灰色", "3232480": "粉红色",
    "28314": "S", "28315": "M", "28316": "L", "28317": "XL",
}  # fmt: skip
_LEFT = {
    "cid": gettext_lazy("Taobao's categories: the category comes from the choice at the upload."),
    "num": gettext_lazy("Stock: import it as a stock count."),
    "picture": gettext_lazy("Pictures: import the folder of .tbi files as a ZIP of pictures."),
    "cateProps": gettext_lazy("Attributes are numbers of Taobao's dictionary and were left out."),
    "postage_id": gettext_lazy("Freight terms stay those of this shop."),
}
_SEPARATORS = str.maketrans({";": "，", "；": "，", ":": "-", "：": "-"})
_HEAD_PARTS, _TAIL_PARTS = 2, 2
_LONGEST_TITLE, _LONGEST_POINTS = 120, 200


@dataclass(kw_only=True)
class TaobaoSku:
    """One SKU of the cell: what it costs, its code, and its values as numbers."""

    price: str
    quantity: str
    code: str
    values: list[tuple[str, str]]


def read_skus(cell: str) -> list[TaobaoSku]:
    """Read price:quantity:code:property:value, then property:value of the same SKU, and so on.

    Raises ValueError for what is no such list.
    """
    found: list[TaobaoSku] = []
    for part in filter(None, cell.split(";")):
        pieces = part.split(":")
        if len(pieces) > _HEAD_PARTS + _TAIL_PARTS:
            code = ":".join(pieces[_HEAD_PARTS:-_TAIL_PARTS])
            found.append(TaobaoSku(price=pieces[0], quantity=pieces[1], code=code, values=[]))
        elif len(pieces) != _TAIL_PARTS or not found:
            raise ValueError(part)
        found[-1].values.append((pieces[-2], pieces[-1]))
    return found


def read_aliases(cell: str) -> dict[tuple[str, str], str]:
    """Read property:value:name;property:value:name into names."""
    names = {}
    for part in filter(None, cell.split(";")):
        pieces = part.split(":", 2)
        if len(pieces) > _TAIL_PARTS and pieces[2]:
            names[pieces[0], pieces[1]] = pieces[2]
    return names


def picture_names(rows: Iterator[tuple[int, list[str]]]) -> dict[str, tuple[str, int]]:
    """Say of each main picture in a package whose it is: the product's code and the place."""
    names = _field_names(rows)
    next(rows, None)
    found = {}
    for number, cells in rows:
        fields = {name: cell for name, cell in zip(names, cells, strict=False) if cell}
        code = _said(number, fields).get("outside_code", "")
        for part in filter(None, fields.get("picture", "").split(";")):
            name, kind, place, *_more = [*part.partition("|")[0].split(":"), "", ""]
            if kind == _MAIN and place.isdecimal():
                found[name] = (code, int(place))
    return found


def _recognises(head: Sequence[list[str]]) -> bool:
    return any(set(cells) >= _NEEDED for cells in head[:_WITHIN])


def _rows(rows: Iterator[tuple[int, list[str]]], notes: set[str]) -> Iterator[SourceRow]:
    names = _field_names(rows)
    next(rows, None)  # the Chinese headings
    notes.update(str(_LEFT[name]) for name in names if name in _LEFT)
    for number, cells in rows:
        fields = {name: cell for name, cell in zip(names, cells, strict=False) if cell}
        if fields:
            yield from _product(number, fields)


def _field_names(rows: Iterator[tuple[int, list[str]]]) -> list[str]:
    for _number, cells in rows:
        if set(cells) >= _NEEDED:
            return cells
    return []


def _product(number: int, fields: Mapping[str, str]) -> Iterator[SourceRow]:
    said = _said(number, fields)
    try:
        skus = read_skus(fields.get("skuProps", ""))
    except ValueError as wrong:
        reason = _("The list of SKUs cannot be read here.")
        problem = Problem(row=number, column="values", value=str(wrong), reason=reason)
        yield SourceRow(number=number, cells=said, problems=(problem,))
        return
    if not skus:
        yield SourceRow(number=number, cells=said | {"sale_price": fields.get("price", "")})
        return
    aliases = read_aliases(fields.get("propAlias", ""))
    codes = Counter(sku.code for sku in skus)
    for sku in skus:
        if codes[sku.code] > 1:  # the product's own code, written to each
            sku.code = ""
        yield _sku(number, said, sku, aliases)


def _said(number: int, fields: Mapping[str, str]) -> dict[str, str]:
    # Without a code of the merchant the product's number on Taobao tells it from the others.
    code = fields.get("outer_id") or fields.get("num_id") or ""
    said = {
        "outside_code": code
        if code.strip("0")
        else f"taobao-{number}-{fields.get('title', '')}"[:80],
        "title": fields.get("title", "")[:_LONGEST_TITLE],
        "detail": fields.get("description", ""),
        "selling_points": fields.get("subtitle", "")[:_LONGEST_POINTS],
    }
    return {name: cell for name, cell in said.items() if cell}


def _sku(
    number: int, said: Mapping[str, str], sku: TaobaoSku, aliases: Mapping[tuple[str, str], str]
) -> SourceRow:
    values, problems = [], []
    for name, value in sku.values:
        word = aliases.get((name, value)) or _VALUES.get(value)
        if word is None or name not in _PROPERTIES:
            reason = _("Taobao's number has no name in the column propAlias.")
            problems.append(
                Problem(row=number, column="values", value=f"{name}:{value}", reason=reason)
            )
        else:
            values.append(f"{_PROPERTIES[name]}:{word.translate(_SEPARATORS)}")
    cells = dict(said) | {"sale_price": sku.price, "values": ";".join(values)}
    if sku.code:
        cells["sku_code"] = sku.code
    return SourceRow(number=number, cells=cells, problems=tuple(problems))


TAOBAO = Reader(
    label=gettext_lazy("Taobao data package"), recognises=_recognises, rows=_rows, heading_rows=3
)
