"""Goods for tests.

`SkuFactory(price="59.00")` is on sale; `ProductFactory(listed=True, price="59.00")` shows in lists.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import factory
from django.utils import timezone

from catalog.models import (
    Attribute,
    AttributeValue,
    Brand,
    Category,
    MediaAsset,
    PreSaleTerms,
    Product,
    ProductAttribute,
    ProductPicture,
    ProductType,
    Qualification,
    QualificationKind,
    Sku,
    SkuPrice,
    SkuValue,
    Tag,
)
from catalog.services.approval import as_seen
from catalog.services.categories import add_category
from catalog.services.listing import refresh_listing, set_in_stock
from catalog.services.listing_steps import record_stock_entered
from shop.common.actors import process
from tests.factories.customers import UserFactory

TESTS = process("tests")


class CategoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Category

    name = factory.Sequence(lambda n: f"类目{n}")
    slug = factory.Sequence(lambda n: f"category-{n}")

    @classmethod
    def _create(
        cls, _model: type[Category], *_args: Any, parent: Category | None = None, **fields: Any
    ) -> Category:
        return add_category(parent_id=parent.pk if parent else None, actor=TESTS, **fields)


def second_level_category() -> Category:
    """Give the category that goods hang on when a test does not care which."""
    known = Category.objects.filter(depth=2).first()
    return known or CategoryFactory(parent=CategoryFactory())


class BrandFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Brand

    name = factory.Sequence(lambda n: f"品牌{n}")
    slug = factory.Sequence(lambda n: f"brand-{n}")


class TagFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Tag

    name = factory.Sequence(lambda n: f"标签{n}")


class ProductTypeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProductType

    name = factory.Sequence(lambda n: f"类型{n}")


class AttributeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Attribute

    class Params:
        sku_maker = factory.Trait(kind=Attribute.Kind.CHOICE, makes_skus=True, is_filter=True)

    product_type = factory.SubFactory(ProductTypeFactory)
    code = factory.Sequence(lambda n: f"attribute-{n}")
    name = factory.Sequence(lambda n: f"属性{n}")
    kind = Attribute.Kind.TEXT


class AttributeValueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AttributeValue

    attribute = factory.SubFactory(AttributeFactory, kind=Attribute.Kind.CHOICE)
    name = factory.Sequence(lambda n: f"值{n}")
    position = factory.Sequence(lambda n: n % 30_000)


class ProductFactory(factory.django.DjangoModelFactory):
    """A draft; `listed=True` puts it on sale, `price` gives it a SKU, `in_stock` fills its row."""

    class Meta:
        model = Product
        skip_postgeneration_save = True

    class Params:
        listed = factory.Trait(
            status=Product.Status.LISTED, first_listed_at=factory.LazyFunction(timezone.now)
        )

    title = factory.Sequence(lambda n: f"商品{n}")
    slug = factory.Sequence(lambda n: f"product-{n}")
    category = factory.LazyFunction(second_level_category)
    product_type = factory.SubFactory(ProductTypeFactory)

    @factory.post_generation
    def tags(self: Product, create: bool, extracted: Any, **_: Any) -> None:
        if create and extracted:
            self.tags.set(extracted)

    @factory.post_generation
    def price(self: Product, create: bool, extracted: str | None, **_: Any) -> None:
        if create and extracted:
            SkuFactory(product=self, price=extracted)
        elif create:
            refresh_listing(product_ids=[self.pk])

    @factory.post_generation
    def in_stock(self: Product, create: bool, extracted: bool | None, **_: Any) -> None:
        if create and extracted:
            set_in_stock(product_id=self.pk, in_stock=True)


def complete_product(
    status: Product.Status = Product.Status.DRAFT, *, price: str = "59.00", **fields: Any
) -> Product:
    """Give a product that has all a shopper must see, its stock entered."""
    said = {
        "selling_points": "轻薄透气",
        "detail": f"<p>{'轻薄雪纺，垂感自然。' * 4}</p>",
        "after_sale_policy": "7 天无理由退货，客服 400-000-0000。",
        "owner": fields.pop("owner", None) or UserFactory(staff=True),
    }
    product = ProductFactory(status=status, price=price, **said | fields)
    ProductPictureFactory.create_batch(5, product=product)
    record_stock_entered(product_ids=[product.pk], actor=TESTS)
    Product.objects.filter(pk=product.pk).update(**as_seen(product=product))
    product.refresh_from_db()
    return product


def approve_as_it_is(product: Product, *, status: str = Product.Status.APPROVED) -> None:
    """Say that somebody approved a product with what a test has put in since."""
    seen = as_seen(product=product)
    Product.objects.filter(pk=product.pk).update(status=status, **seen)


class SkuFactory(factory.django.DjangoModelFactory):
    """On sale at `price` (¥10.00), or without one (None). Its stock is inventory's business."""

    class Meta:
        model = Sku

    product = factory.SubFactory(ProductFactory, listed=True)
    code = factory.Sequence(lambda n: f"SKU-{n}")
    weight_grams = 500
    volume_cm3 = 1000

    price = "10.00"
    list_price = None
    values: tuple[AttributeValue, ...] = ()

    @classmethod
    def _create(
        cls,
        model: type[Sku],
        *_args: Any,
        price: str | None = None,
        list_price: str | None = None,
        values: tuple[AttributeValue, ...] = (),
        **fields: Any,
    ) -> Sku:
        names = {"name": ", ".join(value.name for value in values)} if values else {}
        sku = model.objects.create(**{**names, **fields})
        SkuValue.objects.bulk_create(SkuValue(sku=sku, value=value) for value in values)
        if price is not None:
            SkuPriceFactory(sku=sku, amount=Decimal(price))
        if list_price is not None:
            SkuPriceFactory(sku=sku, kind=SkuPrice.Kind.LIST, amount=Decimal(list_price))
        refresh_listing(product_ids=[sku.product_id])
        return sku


class SkuPriceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SkuPrice

    sku = factory.SubFactory(SkuFactory, price=None)
    kind = SkuPrice.Kind.SALE
    amount = Decimal("10.00")
    valid_from = factory.LazyFunction(timezone.now)


class PreSaleTermsFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PreSaleTerms

    product = factory.SubFactory(ProductFactory)
    deposit = Decimal("5.00")
    balance_from = factory.LazyFunction(lambda: timezone.now() + timedelta(days=10))
    balance_until = factory.LazyFunction(lambda: timezone.now() + timedelta(days=17))
    ships_within_days = 15


class QualificationFactory(factory.django.DjangoModelFactory):
    """A document of the shop that holds for a year."""

    class Meta:
        model = Qualification

    kind = factory.LazyFunction(lambda: QualificationKind.objects.create(name="许可证"))
    number = factory.Sequence(lambda n: f"JY{n:08}")
    valid_from = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=365))
    valid_until = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=365))


class MediaAssetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MediaAsset

    sha256 = factory.Sequence(lambda n: f"{n:064d}")
    source_name = factory.Sequence(lambda n: f"{n}.png")
    file = factory.Sequence(lambda n: f"library/p-{n:012d}_800x800.png")
    shown = factory.Sequence(lambda n: f"library/p-{n:012d}_800x800_p.jpg")
    state = MediaAsset.State.READY
    renditions = factory.LazyFunction(lambda: {"p": {}})
    width = 800
    height = 800


class ProductPictureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProductPicture

    product = factory.SubFactory(ProductFactory)
    image = factory.Sequence(lambda n: f"products/{n}.webp")
    width = 800
    height = 800
    position = factory.Sequence(lambda n: n % 30_000)


class ProductAttributeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProductAttribute
        skip_postgeneration_save = True

    product = factory.SubFactory(ProductFactory)
    attribute = factory.SubFactory(AttributeFactory)
