"""What the product page reads, as subqueries: one round trip however many SKUs there are."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypedDict, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, JSONObject

from catalog.models import (
    Product,
    ProductAttribute,
    ProductPicture,
    ProductVideo,
    Sku,
    SkuPrice,
    SkuValue,
)
from shop.common.prepared import Prepared

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

Row = dict[str, Any]


class PageRows(TypedDict):
    sku_rows: list[Row]
    picture_rows: list[Row]
    parameter_rows: list[Row]
    video_row: Row | None


class ComparedRows(TypedDict):
    sku_rows: list[Row]
    parameter_rows: list[Row]


def product_with_rows(number: str, at: datetime) -> "WithAnnotations[Product, PageRows] | None":
    """Return a product that is or was on sale, with its rows for the page."""
    found = _product_with_rows.rows(number=number, at=at)
    product = next(iter(found), None)
    return cast("WithAnnotations[Product, PageRows] | None", product)


def _compose(number: str, at: datetime) -> "QuerySet[Product, Any]":
    return (
        Product.objects.filter(number=number, first_listed_at__isnull=False)
        .select_related("category", "brand", "listing", "pre_sale_terms")
        .annotate(
            sku_rows=_skus(at),
            picture_rows=_pictures(),
            parameter_rows=_parameters(),
            video_row=_video(),
        )
    )


_product_with_rows: Prepared[Product] = Prepared(
    _compose, number="<number>", at=datetime(1970, 1, 1, tzinfo=UTC)
)


def products_with_rows(
    product_ids: Iterable[int], at: datetime
) -> "list[WithAnnotations[Product, ComparedRows]]":
    """Return those on sale with what a comparison reads of them."""
    products = (
        Product.objects.live()
        .filter(pk__in=list(product_ids))
        .select_related("brand", "listing")
        .annotate(sku_rows=_skus(at), parameter_rows=_parameters())
    )
    return cast("list[WithAnnotations[Product, ComparedRows]]", list(products))


def _skus(at: datetime) -> ArraySubquery:
    # Amounts travel as text: as JSON numbers they would come back as floats.
    prices = (
        SkuPrice.objects.effective(at)
        .filter(sku=OuterRef("pk"), kind__in=[SkuPrice.Kind.SALE, SkuPrice.Kind.LIST])
        .values(
            row=JSONObject(
                kind="kind",
                amount=Cast("amount", TextField()),
                valid_from="valid_from",
                valid_to="valid_to",
            )
        )
    )
    values = SkuValue.objects.filter(sku=OuterRef("pk")).values(
        row=JSONObject(
            id="value_id",
            name="value__name",
            swatch="value__swatch",
            position="value__position",
            code="value__attribute__code",
            attribute="value__attribute__name",
            attribute_position="value__attribute__position",
        )
    )
    skus = Sku.objects.filter(product=OuterRef("pk")).order_by("position", "pk")
    rows = skus.values(
        row=JSONObject(
            id="pk",
            code="code",
            name="name",
            is_active="is_active",
            barcode="barcode",
            weight_grams="weight_grams",
            volume_cm3="volume_cm3",
            prices=ArraySubquery(prices),
            values=ArraySubquery(values),
        )
    )
    return ArraySubquery(rows)


def _pictures() -> ArraySubquery:
    pictures = ProductPicture.objects.filter(product=OuterRef("pk")).order_by("position", "pk")
    rows = pictures.values(
        row=JSONObject(image="image", alt="alt", value_id="value_id", role="role")
    )
    return ArraySubquery(rows)


def _video() -> Subquery:
    ready = ProductVideo.objects.filter(product=OuterRef("pk"), asset__state="ready")
    return Subquery(
        ready.values(row=JSONObject(poster="asset__poster", files="asset__renditions"))[:1]
    )


def _parameters() -> ArraySubquery:
    said = ProductAttribute.values.through.objects.filter(productattribute=OuterRef("pk"))
    parameters = ProductAttribute.objects.filter(product=OuterRef("pk")).order_by(
        "attribute__position", "attribute_id"
    )
    rows = parameters.values(
        row=JSONObject(
            code="attribute__code",
            name="attribute__name",
            unit="attribute__unit",
            text="text",
            number=Cast("number", TextField()),
            values=ArraySubquery(
                said.order_by("attributevalue__position").values("attributevalue__name")
            ),
        )
    )
    return ArraySubquery(rows)
