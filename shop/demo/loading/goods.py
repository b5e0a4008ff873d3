"""Enters categories, brands, product types, products with SKUs and prices, and lists them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from catalog.models import Brand, Product, ProductPicture, Sku, SkuPrice, Tag
from catalog.services.categories import add_category, update_category
from catalog.services.checking import approve_product, confirm_check, submit_for_check
from catalog.services.listing_steps import record_stock_entered
from catalog.services.pre_sale import save_pre_sale_terms
from catalog.services.products import ProductFields, create_product, say_attributes
from catalog.services.publishing import list_product
from catalog.services.skus import generate_skus
from shop.common.actors import Actor
from shop.demo.catalogue import shapes
from shop.demo.catalogue.after_sales import RETURN_POLICIES
from shop.demo.catalogue.brands import BRANDS
from shop.demo.catalogue.core_words import CORE_WORDS
from shop.demo.catalogue.details import detail_html
from shop.demo.catalogue.shelf import TAGS
from shop.demo.catalogue.tree import DEPARTMENTS, department_of
from shop.demo.loading.kinds import Kinds, load_kinds
from shop.demo.loading.media import MARKS, PRODUCTS
from shop.demo.loading.people import People
from shop.demo.pictures.album import FULL_WIDTH, Picture, album_of
from shop.demo.pictures.marks import stem_of

# The goods came in over the three months before the history begins.
SPREAD = timedelta(days=90)
PRE_SALE_ENDS = timedelta(days=45)  # after the history begins
DEPOSIT = Decimal("200.00")


@dataclass(frozen=True)
class Goods:
    """What the plan's keys became: ids of products and SKUs."""

    products: dict[str, int] = field(default_factory=dict)
    skus: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Desk:
    """What the person who enters products has at hand."""

    kinds: Kinds
    categories: dict[str, int]
    brands: dict[str, int]
    tags: dict[str, int]
    editor: Actor
    supervisor: Actor
    manager: Actor
    opens: datetime
    worker: Actor
    owner_id: int


def load_goods(products: Sequence[shapes.Product], *, people: People, opens: datetime) -> Goods:
    """Enter all products as an editor would, checked and listed by the manager before `opens`."""
    desk = _Desk(
        kinds=load_kinds(products),
        categories=_load_categories(products, people.actor("operations_manager")),
        brands=_load_brands(),
        tags={tag.name: tag.pk for tag in Tag.objects.bulk_create(Tag(name=name) for name in TAGS)},
        editor=people.actor("operations_specialist"),
        supervisor=people.actor("operations_supervisor"),
        manager=people.actor("operations_manager"),
        opens=opens,
        worker=people.actor("warehouse_worker"),
        owner_id=people.staff["operations_specialist"].pk,
    )
    goods = Goods()
    for position, product in enumerate(products):
        at = opens - SPREAD + SPREAD * position / len(products)
        _enter(product, desk, goods, at)
    return goods


def _load_categories(products: Sequence[shapes.Product], actor: Actor) -> dict[str, int]:
    used = {product.category for product in products}
    ids: dict[str, int] = {}
    for department in DEPARTMENTS:
        root = add_category(name=department.name, slug=department.slug, actor=actor)
        for leaf in department.categories:
            ids[leaf.name] = add_category(
                name=leaf.name,
                slug=leaf.slug,
                core_words=CORE_WORDS[leaf.name],
                parent_id=root.pk,
                actor=actor,
            ).pk
        firsts = [one for one in products if department_of(one.category) is department]
        if used and firsts:
            picture = f"{PRODUCTS}/{album_of(firsts[0])[0].stem}.webp"
            update_category(category_id=root.pk, picture=picture, actor=actor)
    return ids


def _load_brands() -> dict[str, int]:
    brands = Brand.objects.bulk_create(
        Brand(
            name=brand.name,
            slug=brand.latin.lower(),
            story=brand.story,
            logo=f"{MARKS}/{stem_of(brand)}.webp",
        )
        for brand in BRANDS
    )
    return {brand.name: brand.pk for brand in brands}


def _enter(plan: shapes.Product, desk: _Desk, goods: Goods, at: datetime) -> None:
    fields: ProductFields = {
        "title": plan.title,
        "selling_points": "；".join(plan.points),
        "category_id": desk.categories[plan.category],
        "brand_id": desk.brands[plan.brand],
        "product_type_id": desk.kinds.types[plan.kind],
        "detail": detail_html(plan),
        "after_sale_policy": RETURN_POLICIES[plan.returns].text,
        "return_days": RETURN_POLICIES[plan.returns].days,
        "warranty_months": plan.warranty_months,
        "owner_id": desk.owner_id,
    }
    tag_ids = [desk.tags[name] for name in plan.tags]
    product = create_product(actor=desk.editor, tag_ids=tag_ids, at=at, **fields)
    goods.products[plan.key] = product.pk
    sayings = desk.kinds.sayings(plan)
    say_attributes(product_id=product.pk, sayings=sayings, actor=desk.editor)
    _enter_skus(plan, product, desk, goods, at)
    _show_pictures(plan, product, desk)
    if plan.is_pre_sale:
        _say_terms(product.pk, desk)
    counted_at = at + timedelta(minutes=30)
    record_stock_entered(product_ids=[product.pk], actor=desk.worker, at=counted_at)
    submit_for_check(product_id=product.pk, actor=desk.editor, at=at + timedelta(hours=1))
    confirm_check(product_id=product.pk, actor=desk.supervisor, at=at + timedelta(hours=2))
    approve_product(product_id=product.pk, actor=desk.manager, at=at + timedelta(hours=3))
    list_product(
        product_id=product.pk,
        actor=desk.manager,
        pre_sale=plan.is_pre_sale,
        at=at + timedelta(hours=3, minutes=5),
    )


def _say_terms(product_id: int, desk: _Desk) -> None:
    """Have the balance paid in the two weeks after the history ends."""
    begins = desk.opens + PRE_SALE_ENDS
    save_pre_sale_terms(
        product_id=product_id,
        deposit=DEPOSIT,
        balance_from=begins,
        balance_until=begins + timedelta(days=14),
        ships_by=None,
        ships_within_days=15,
        actor=desk.editor,
    )


def _enter_skus(
    plan: shapes.Product, product: Product, desk: _Desk, goods: Goods, at: datetime
) -> None:
    """Make the matrix by the service, then fill it in at once, as an import does.

    Nobody can see the product yet, so no price changes here: the first prices begin.
    """
    matrix = generate_skus(
        product_id=product.pk,
        value_ids_by_attribute=desk.kinds.dimensions(plan),
        actor=desk.editor,
    )
    made = {frozenset(row.values.values_list("value_id", flat=True)): row for row in matrix.created}
    prices: list[SkuPrice] = []
    for position, sku in enumerate(plan.skus()):
        row = made[desk.kinds.values_of(plan, sku)]
        goods.skus[sku.key] = row.pk
        row.code = sku.key.replace(plan.key, product.number, 1)
        row.name, row.barcode, row.position = sku.name, sku.barcode, position
        row.weight_grams, row.volume_cm3 = sku.weight_grams, sku.volume_cm3
        prices += _prices(row, sku, at)
    Sku.objects.bulk_update(
        made.values(), ["code", "name", "barcode", "position", "weight_grams", "volume_cm3"]
    )
    SkuPrice.objects.bulk_create(prices)


def _prices(row: Sku, sku: shapes.Sku, at: datetime) -> Iterator[SkuPrice]:
    yield SkuPrice(sku=row, kind=SkuPrice.Kind.SALE, amount=sku.price, valid_from=at)
    if sku.list_price is not None:
        yield SkuPrice(sku=row, kind=SkuPrice.Kind.LIST, amount=sku.list_price, valid_from=at)


def _show_pictures(plan: shapes.Product, product: Product, desk: _Desk) -> None:
    """Show the drawn files. They lie in their widths already: nothing is left to compute."""
    ProductPicture.objects.bulk_create(
        ProductPicture(
            product=product,
            value_id=_value_shown(plan, picture, desk),
            role=ProductPicture.Role.MAIN,
            image=f"{PRODUCTS}/{picture.stem}.webp",
            width=FULL_WIDTH,
            height=FULL_WIDTH,
            alt=picture.alt,
            position=position,
        )
        for position, picture in enumerate(album_of(plan))
    )


def _value_shown(plan: shapes.Product, picture: Picture, desk: _Desk) -> int | None:
    if picture.look is None or not plan.looks_differ:
        return None
    return desk.kinds.value_id(plan.kind, plan.look_name, picture.look.name)
