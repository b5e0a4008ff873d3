"""The product page: all that catalog knows of one product."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.files.storage import default_storage

from catalog.models import Product, ProductPicture, SkuPrice
from catalog.selectors.listing_prices import at_present
from catalog.selectors.product_rows import Row, product_with_rows
from catalog.types import (
    Dimension,
    Option,
    PagePicture,
    PageVideo,
    Parameter,
    SkuChoice,
    SkuPriceView,
)

_HIGHLIGHTS = ("material", "use", "scene")
_MOST_HIGHLIGHTS = 3


@dataclass(frozen=True, kw_only=True)
class ProductPage:
    """One product with its choices, pictures and parameters.

    `withdrawn` are the combinations of values that were sold once.
    """

    product: Product
    choices: tuple[SkuChoice, ...]
    withdrawn: tuple[dict[str, int], ...]
    dimensions: tuple[Dimension, ...]
    pictures: tuple[PagePicture, ...]
    parameters: tuple[Parameter, ...]
    video: PageVideo | None

    @property
    def main_pictures(self) -> list[PagePicture]:
        return [picture for picture in self.pictures if not picture.is_detail]

    @property
    def highlights(self) -> list[Parameter]:
        """What is marked next to the pictures: material and use, else what is said first."""
        said = [parameter for parameter in self.parameters if parameter.text]
        said.sort(key=lambda parameter: parameter.code not in _HIGHLIGHTS)
        return said[:_MOST_HIGHLIGHTS]

    @property
    def detail_pictures(self) -> list[PagePicture]:
        return [picture for picture in self.pictures if picture.is_detail]


def product_page(number: str, at: datetime) -> ProductPage | None:
    """Return the page of a product, in one query; None when shoppers never saw it."""
    product = product_with_rows(number, at)
    if product is None:
        return None
    at_present([product.listing], at)
    pictures = tuple(_picture(row) for row in product.picture_rows)
    sold = [row for row in product.sku_rows if row["is_active"]]
    return ProductPage(
        product=product,
        choices=tuple(_choice(row) for row in sold),
        withdrawn=tuple(_values(row) for row in product.sku_rows if not row["is_active"]),
        dimensions=_dimensions(sold, pictures),
        pictures=pictures,
        parameters=tuple(parameter_of(row) for row in product.parameter_rows),
        video=_video(product.video_row) if product.video_row else None,
    )


def _video(row: Row) -> PageVideo:
    heights = sorted(row["files"], key=int)
    return PageVideo(
        poster=row["poster"],
        addresses=tuple(default_storage.url(row["files"][one]) for one in heights),
    )


def _choice(row: Row) -> SkuChoice:
    return SkuChoice(
        sku_id=row["id"],
        code=row["code"],
        name=row["name"],
        barcode=row["barcode"] or "",
        weight_grams=row["weight_grams"],
        volume_cm3=row["volume_cm3"],
        values=_values(row),
        price=_price(row["prices"]),
    )


def _values(row: Row) -> dict[str, int]:
    return {value["code"]: value["id"] for value in row["values"]}


def _price(rows: Iterable[Row]) -> SkuPriceView | None:
    prices = {row["kind"]: row for row in rows}
    sale = prices.get(SkuPrice.Kind.SALE)
    if sale is None:
        return None
    amount = Decimal(sale["amount"])
    listed = prices.get(SkuPrice.Kind.LIST)
    list_price = Decimal(listed["amount"]) if listed else None
    return SkuPriceView(
        sale=amount,
        list_price=list_price if list_price is not None and list_price > amount else None,
        valid_from=datetime.fromisoformat(sale["valid_from"]),
        valid_to=_moment(sale["valid_to"]),
        listed_from=_moment(listed["valid_from"]) if listed else None,
        listed_to=_moment(listed["valid_to"]) if listed else None,
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _dimensions(sku_rows: Iterable[Row], pictures: Iterable[PagePicture]) -> tuple[Dimension, ...]:
    shown = {picture.value_id: picture.name for picture in reversed(list(pictures))}
    values = {value["id"]: value for row in sku_rows for value in row["values"]}
    ordered = sorted(values.values(), key=lambda value: (value["position"], value["id"]))
    names = {
        value["code"]: value["attribute"]
        for value in sorted(ordered, key=lambda value: (value["attribute_position"], value["code"]))
    }
    return tuple(
        Dimension(
            code=code,
            name=name,
            options=tuple(
                Option(
                    value_id=value["id"],
                    name=value["name"],
                    swatch=value["swatch"],
                    picture=shown.get(value["id"], ""),
                )
                for value in ordered
                if value["code"] == code
            ),
        )
        for code, name in names.items()
    )


def _picture(row: Row) -> PagePicture:
    return PagePicture(
        name=row["image"],
        alt=row["alt"],
        value_id=row["value_id"],
        is_detail=row["role"] == ProductPicture.Role.DETAIL,
    )


def parameter_of(row: Row) -> Parameter:
    """Word one attribute of a product."""
    number = f"{Decimal(row['number']).normalize():f}" if row["number"] else ""
    said = "、".join(row["values"]) or row["text"] or number
    return Parameter(
        code=row["code"], name=row["name"], text=f"{said} {row['unit']}".strip() if said else ""
    )
