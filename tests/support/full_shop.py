"""A shop with one of everything that pages show: goods, words to read, a person with his orders."""

from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.utils import timezone

from catalog.models import (
    Claim,
    HotWord,
    MediaAsset,
    MediaFolder,
    Product,
    ProductAttribute,
    ProductVideo,
    Synonym,
)
from catalog.services.listing import refresh_listing
from customers.models import Address, User
from marketing.models import Article, HomeBlock, Review
from marketing.selectors.banners import floor_placement, row_placement
from marketing.services.favourites import add_favourite
from marketing.services.recommendations import replace_bought_together
from marketing.services.review_answers import answer_review
from marketing.types import Together
from orders.models import Order, OrderLine
from shop.common.actors import person
from shop.common.models import ImportJob, ImportProblem, Message
from shop.models import SiteSettings
from tests.factories.catalog import (
    AttributeFactory,
    AttributeValueFactory,
    BrandFactory,
    CategoryFactory,
    PreSaleTermsFactory,
    ProductFactory,
    ProductPictureFactory,
    QualificationFactory,
    SkuFactory,
    TagFactory,
)
from tests.factories.content import ArticleFactory, BannerFactory
from tests.factories.customers import AddressFactory, UserFactory
from tests.factories.fulfilment import held_order, packed_order, ship, shipments
from tests.factories.inventory import StockLevelFactory
from tests.factories.marketing import make_review
from tests.factories.orders import fill_cart, place, ready_to_ship


@dataclass(frozen=True, kw_only=True)
class FullShop:
    customer: User
    clerk: User
    product: Product
    on_pre_sale: Product
    gone: Product
    article: Article
    helping: Article
    review: Review
    unpaid: Order
    held: Order
    shipped: Order
    line: OrderLine
    address: Address


def open_full_shop() -> FullShop:
    """Fill an empty shop by the operations that fill it in real life."""
    customer, clerk = UserFactory(), UserFactory(staff=True, is_superuser=True)
    product = _goods(owner=clerk)
    on_pre_sale = ProductFactory(status=Product.Status.PRE_SALE, price="9.00", listed=True)
    PreSaleTermsFactory(product=on_pre_sale)
    gone = ProductFactory(listed=True, price="9.00")
    pair = Together(product_id=product.pk, companion_id=on_pre_sale.pk, order_count=2, position=1)
    replace_bought_together(pairs=[pair])
    article, helping = _reading(product)
    review = make_review(product, pictures=("reviews/a.jpg",))
    make_review(product, shown=False, stars=1)
    answer_review(review_id=review.pk, text="谢谢", actor=person(clerk.pk))
    SiteSettings.objects.update_or_create(defaults={"telephone": "400", "email": "a@example.com"})
    for sold in (product, gone):
        add_favourite(user_id=customer.pk, product_id=sold.pk)
    Product.objects.filter(pk=gone.pk).update(status=Product.Status.TAKEN_DOWN)
    refresh_listing(product_ids=[gone.pk])
    unpaid, held, shipped = _orders(customer, product)
    Message.objects.create(
        kind="test", channel="in_site", recipient=customer, subject="a", body="b", dedup_key="c",
        state=Message.State.SENT, sent_at=timezone.now(),
    )  # fmt: skip
    return FullShop(
        customer=customer, clerk=clerk, product=product, on_pre_sale=on_pre_sale, gone=gone,
        article=article, helping=helping, review=review, unpaid=unpaid, held=held,
        shipped=shipped, line=shipped.lines.get(),
        address=Address.objects.get(user=customer, is_default=True),
    )  # fmt: skip


def _goods(owner: User) -> Product:
    category = CategoryFactory(slug="goods", parent=CategoryFactory(slug="all"))
    CategoryFactory(slug="below", parent=category)
    colour = AttributeFactory(code="colour", sku_maker=True)
    kind = colour.product_type
    product = ProductFactory(
        listed=True, category=category, product_type=kind, tags=[TagFactory()], in_stock=True,
        brand=BrandFactory(slug="maker", story="一八九〇年"), title="雪纺连衣裙", owner=owner,
    )  # fmt: skip
    said = AttributeFactory(product_type=kind, code="material", is_filter=True)
    ProductAttribute.objects.create(product=product, attribute=said, text="棉")
    chosen = AttributeFactory(product_type=kind, code="season", kind="choices", is_filter=True)
    row = ProductAttribute.objects.create(product=product, attribute=chosen)
    row.values.add(AttributeValueFactory(attribute=chosen))
    for role in ("main", "main", "detail"):
        value = AttributeValueFactory(attribute=colour, swatch="#aa3344")
        ProductPictureFactory(product=product, role=role, value=value, alt="正面")
        sku = SkuFactory(product=product, values=(value,), list_price="99.00")
        StockLevelFactory(sku=sku, on_hand=30)
    HotWord.objects.create(word="连衣裙")
    Synonym.objects.create(words=["裙子", "裙"])
    Claim.objects.update_or_create(word="最好", defaults={"kind": Claim.Kind.SUPERLATIVE})
    QualificationFactory(product=product)
    _media(product)
    refresh_listing(product_ids=[product.pk])
    return product


def _media(product: Product) -> None:
    folder = MediaFolder.objects.create(name="夏季")
    for kind, name in ((MediaAsset.Kind.PICTURE, "a.webp"), (MediaAsset.Kind.VIDEO, "b.mp4")):
        asset = MediaAsset.objects.create(
            kind=kind, folder=folder, source_name=name, file=f"media/{name}", alt="正面",
            shown=f"media/{name}", sha256=name, state=MediaAsset.State.READY,
        )  # fmt: skip
    ProductVideo.objects.create(product=product, asset=asset)
    sheet = ContentFile(b"title\n", name="goods.csv")
    job = ImportJob.objects.create(
        kind="catalog.goods", file=sheet, file_name="goods.csv", file_hash="0"
    )
    ImportProblem.objects.create(job=job, row=2, column="title", value="x", reason="too long")


def _reading(product: Product) -> tuple[Article, Article]:
    article = ArticleFactory(published=True, products=[product], summary="摘要", is_pinned=True)
    helping = ArticleFactory(help=True, published=True)
    ArticleFactory()
    HomeBlock.objects.all().delete()
    for position, kind in enumerate(HomeBlock.Kind.values):
        HomeBlock.objects.create(
            kind=kind, position=position, title=f"块{position}", text="<p>正文</p>",
            category=product.category if kind == HomeBlock.Kind.FLOOR else None,
        )  # fmt: skip
    row = HomeBlock.objects.get(kind=HomeBlock.Kind.PICTURES)
    for placement in ("home", "channel:goods", row_placement(row.pk), floor_placement("goods")):
        BannerFactory(placement=placement, subtitle="副标题", link="/c/goods/")
    return article, helping


def _orders(customer: User, product: Product) -> tuple[Order, Order, Order]:
    AddressFactory(user=customer, is_default=True)
    ready_to_ship()
    sku = product.skus.order_by("pk")[0]
    shipped = packed_order(customer, sku=sku, quantity=1)
    ship(shipments(shipped)[0])
    held = held_order(customer, sku=sku, quantity=1)
    unpaid = place(customer, sku, 1, remark="请送到门卫")
    fill_cart(customer, sku, quantity=1)
    return unpaid, held, shipped
