"""The imports of goods."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from catalog.goods_columns import GOODS, PICTURES, PRICES
from catalog.models import Listing, Product, Sku, SkuPrice, SkuValue
from catalog.selectors.goods_lookups import category_words, type_words
from catalog.services.goods_plan import NEW_VALUES, plan_goods
from catalog.services.goods_writing import write_goods
from catalog.services.picture_import import (
    fetch_pictures,
    picture_rows,
    plan_pictures,
    write_pictures,
)
from catalog.services.price_import import plan_prices, write_prices_of_items
from catalog.sources.shopify import SHOPIFY
from catalog.sources.taobao import TAOBAO
from shop.common.importers import Importer, Option, declare_importer


def product_of(cells: Mapping[str, str]) -> str:
    """Return what keeps the rows of a product together."""
    return cells.get("number") or cells.get("outside_code", "")


declare_importer(
    Importer(
        key="catalog.goods",
        label=_("Products, SKUs and prices"),
        help_text=_(
            "New products come in as drafts; known ones change only in the columns that are there."
        ),
        permissions=("catalog.add_product", "catalog.change_product"),
        columns=GOODS,
        plan=plan_goods,
        write=write_goods,
        group_of=product_of,
        fills=(Product, Sku, SkuValue, SkuPrice, Listing),
        readers=(SHOPIFY, TAOBAO),
        options=(
            Option(
                name="category",
                label=_("Category of new products"),
                help_text=_("For rows that name none."),
                choices=category_words,
            ),
            Option(
                name="product_type",
                label=_("Type of new products"),
                help_text=_("For rows that name none."),
                choices=type_words,
            ),
            Option(
                name=NEW_VALUES,
                label=_("Enter brands and attribute values that the shop does not know yet"),
                permissions=("catalog.add_brand", "catalog.add_attributevalue"),
            ),
        ),
    )
)

declare_importer(
    Importer(
        key="catalog.prices",
        label=_("Prices"),
        help_text=_("Selling, list and member prices by SKU code, at once or from a date on."),
        permissions=("catalog.change_skuprice",),
        columns=PRICES,
        plan=plan_prices,
        write=write_prices_of_items,
    )
)

declare_importer(
    Importer(
        key="catalog.pictures",
        label=_("Pictures"),
        help_text=_(
            "A ZIP with files named after product or SKU codes (CODE-1.jpg), a Taobao package, "
            "or a sheet of addresses."
        ),
        permissions=("catalog.add_productpicture", "catalog.change_product"),
        columns=PICTURES,
        plan=plan_pictures,
        write=write_pictures,
        fetch=fetch_pictures,
        archive=picture_rows,
        chunk=10,
    )
)
