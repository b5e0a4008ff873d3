"""The detail page of a product, as rich text made from its facts."""

from collections.abc import Iterable
from html import escape

from shop.demo.catalogue.after_sales import CONTACT, RETURN_POLICIES
from shop.demo.catalogue.shapes import Product

_SIZE_TABLES: dict[str, tuple[tuple[str, ...], ...]] = {
    "women_top": (
        ("尺码", "胸围 cm", "肩宽 cm", "衣长 cm", "建议身高 cm"),
        ("S", "92", "37", "60", "155–160"),
        ("M", "96", "38", "62", "160–165"),
        ("L", "100", "39", "64", "165–170"),
        ("XL", "104", "40", "66", "168–173"),
    ),
    "women_dress": (
        ("尺码", "胸围 cm", "腰围 cm", "裙长 cm", "建议身高 cm"),
        ("S", "84", "66", "108", "155–160"),
        ("M", "88", "70", "110", "160–165"),
        ("L", "92", "74", "112", "163–168"),
        ("XL", "96", "78", "114", "168–173"),
    ),
    "women_bottom": (
        ("尺码", "腰围 cm", "臀围 cm", "裤长 cm"),
        ("25", "63", "86", "90"),
        ("26", "66", "89", "90"),
        ("27", "69", "92", "91"),
        ("28", "72", "95", "91"),
        ("29", "75", "98", "92"),
    ),
    "men_top": (
        ("尺码", "胸围 cm", "肩宽 cm", "衣长 cm", "建议身高 cm"),
        ("S", "98", "44", "66", "160–165"),
        ("M", "102", "46", "68", "165–170"),
        ("L", "106", "48", "70", "170–175"),
        ("XL", "110", "50", "72", "175–180"),
        ("XXL", "114", "52", "74", "180–185"),
    ),
    "men_bottom": (
        ("尺码", "腰围 cm", "臀围 cm", "裤长 cm"),
        ("29", "74", "94", "102"),
        ("30", "77", "97", "103"),
        ("31", "80", "100", "104"),
        ("32", "82", "102", "105"),
        ("33", "85", "104", "105"),
        ("34", "87", "106", "106"),
    ),
    "shoes": (
        ("鞋码", "脚长 mm", "脚宽 mm"),
        ("35", "221–225", "84"),
        ("36", "226–230", "86"),
        ("37", "231–235", "88"),
        ("38", "236–240", "90"),
        ("39", "241–245", "92"),
        ("40", "246–250", "94"),
        ("41", "251–255", "96"),
        ("42", "256–260", "98"),
        ("43", "261–265", "100"),
        ("44", "266–270", "102"),
    ),
}


def detail_html(product: Product) -> str:
    """Describe selling points, material, use, sizes, parameters, care and after-sales."""
    sections = [
        _section("商品亮点", _bullets(product.points)),
        _section("材料与做工", _paragraph(product.material)),
        _section("使用场景", _paragraph(product.use)),
        _section("规格参数", _table((("项目", "说明"), *_parameters(product)))),
        *_sizes(product),
        _section("使用与保养", _paragraph(product.care)),
        _section("售后说明", _paragraph(RETURN_POLICIES[product.returns].text)),
        _paragraph(f"{product.warranty}。{CONTACT}"),
    ]
    return "\n".join(sections)


def _parameters(product: Product) -> Iterable[tuple[str, str]]:
    yield "品牌", product.brand
    yield from product.attributes.items()
    length, width, height = product.box
    yield "包装尺寸", f"{length}×{width}×{height} cm"
    yield "毛重", f"约 {product.weight} g"


def _sizes(product: Product) -> Iterable[str]:
    if product.size_table:
        note = _paragraph("平铺测量，误差 1 至 2 cm 属正常；介于两码之间建议选大一码。")
        yield _section("尺码对照", _table(_SIZE_TABLES[product.size_table]) + "\n" + note)


def _section(title: str, body: str) -> str:
    return f"<h3>{escape(title)}</h3>\n{body}"


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _bullets(lines: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    head, *body = rows
    lines = [
        "<table><tbody>",
        _row(head, "th"),
        *(_row(row, "td") for row in body),
        "</tbody></table>",
    ]
    return "".join(lines)


def _row(cells: tuple[str, ...], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"
