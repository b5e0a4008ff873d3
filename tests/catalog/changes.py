"""Every way in which people change a product, for tests of what follows from a change."""

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal

from catalog.models import MediaAsset, Product
from catalog.services.bulk_prices import PriceEntry, set_prices
from catalog.services.media_videos import show_video
from catalog.services.pictures import remove_picture, show_picture, update_picture
from catalog.services.pre_sale import save_pre_sale_terms
from catalog.services.prices import end_price, set_price
from catalog.services.products import say_attributes, update_product
from catalog.services.skus import generate_skus, update_sku
from shop.common.actors import Actor
from tests.catalog.imports import csv_of, imported
from tests.factories.catalog import (
    AttributeFactory,
    MediaAssetFactory,
    PreSaleTermsFactory,
    TagFactory,
)
from tests.support.pictures import picture

Change = Callable[[Product, Actor], object]


def by_import(kind: str, heading: str, cell: str) -> Change:
    def change(product: Product, actor: Actor) -> object:
        sheet = csv_of(("SKU编码", heading), (product.skus.get().code, cell))
        job = imported(kind, sheet, actor=actor)
        assert job.updated_count == 1
        return job

    return change


def by_archive(product: Product, actor: Actor) -> object:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(f"{product.number}-9.png", picture((800, 800)).read())
    return imported("catalog.pictures", content.getvalue(), actor=actor, name="a.zip")


def terms(product: Product, actor: Actor) -> object:
    plan = PreSaleTermsFactory.build()
    return save_pre_sale_terms(
        product_id=product.pk, actor=actor, deposit=Decimal("5.00"), ships_by=None,
        balance_from=plan.balance_from, balance_until=plan.balance_until, ships_within_days=15,
    )  # fmt: skip


def say(product: Product, actor: Actor) -> object:
    attribute = AttributeFactory(product_type=product.product_type)
    return say_attributes(
        product_id=product.pk, sayings={attribute.pk: {"text": "棉"}}, actor=actor
    )


def make_skus(product: Product, actor: Actor) -> object:
    maker = AttributeFactory(product_type=product.product_type, sku_maker=True)
    values = {maker.pk: [maker.values.create(name="红").pk]}
    return generate_skus(product_id=product.pk, value_ids_by_attribute=values, actor=actor)


def film(product: Product, actor: Actor) -> object:
    video = MediaAssetFactory(kind=MediaAsset.Kind.VIDEO)
    return show_video(product_id=product.pk, asset_id=video.pk, actor=actor)


def _sku(product: Product) -> int:
    return int(product.skus.values_list("pk", flat=True).get())


def _picture(product: Product) -> int:
    return int(product.pictures.order_by("pk").values_list("pk", flat=True)[0])


OF_CONTENT: dict[str, Change] = {
    "title": lambda p, by: update_product(product_id=p.pk, actor=by, title="新裙子"),
    "tags": lambda p, by: update_product(product_id=p.pk, actor=by, tag_ids=[TagFactory().pk]),
    "attributes": say,
    "picture of the library": lambda p, by: show_picture(
        product_id=p.pk, asset_id=MediaAssetFactory().pk, actor=by
    ),
    "text of a picture": lambda p, by: update_picture(picture_id=_picture(p), actor=by, alt="白裙"),
    "pictures in an archive": by_archive,
    "video": film,
    "SKUs": make_skus,
    "weight": lambda p, by: update_sku(sku_id=_sku(p), actor=by, weight_grams=900),
    "import of goods": by_import("catalog.goods", "卖点", "轻"),
}
OF_PRICE: dict[str, Change] = {
    "price": lambda p, by: set_price(sku_id=_sku(p), kind="sale", amount=Decimal("1.00"), actor=by),
    "list price": lambda p, by: set_price(
        sku_id=_sku(p), kind="list", amount=Decimal("99.00"), actor=by
    ),
    "many prices": lambda _p, by: set_prices(
        entries=[PriceEntry(sku_id=_sku(_p), kind="sale", amount=Decimal("1.00"))], actor=by
    ),
    "import of prices": by_import("catalog.prices", "售价", "1.00"),
    "prices in an import of goods": by_import("catalog.goods", "售价", "1.00"),
    "terms of a pre-sale": terms,
}
# What would leave a product on the shelf without something that it must have.
EMPTYING: dict[str, Change] = {
    "all SKUs that have a price": make_skus,
    "introduction": lambda p, by: update_product(product_id=p.pk, actor=by, selling_points=""),
    "detail": lambda p, by: update_product(product_id=p.pk, actor=by, detail="<p></p>"),
    "policy": lambda p, by: update_product(product_id=p.pk, actor=by, after_sale_policy=" "),
    "owner": lambda p, by: update_product(product_id=p.pk, actor=by, owner_id=None),
    "picture": lambda p, by: remove_picture(picture_id=_picture(p), actor=by),
    "role of a picture": lambda p, by: update_picture(
        picture_id=_picture(p), actor=by, role="detail"
    ),
    "SKU": lambda p, by: update_sku(sku_id=_sku(p), actor=by, is_active=False),
    "weight": lambda p, by: update_sku(sku_id=_sku(p), actor=by, weight_grams=0),
    "price": lambda p, by: end_price(sku_id=_sku(p), kind="sale", actor=by),
}
