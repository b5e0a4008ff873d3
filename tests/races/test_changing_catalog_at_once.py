from decimal import Decimal
from functools import partial

import pytest

from catalog.audits import listing_rows_agree
from catalog.models import Category, Listing, SkuPrice
from catalog.services import categories
from catalog.services.categories import add_category, move_category
from catalog.services.listing import set_in_stock
from catalog.services.prices import set_price
from catalog.services.products import create_product
from tests.factories.catalog import (
    TESTS,
    CategoryFactory,
    ProductFactory,
    ProductTypeFactory,
    SkuFactory,
)
from tests.support.holding import run_into
from tests.support.together import run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

SALE = SkuPrice.Kind.SALE


def test_price_changes_at_once_leave_one_present_price():
    sku = SkuFactory(price="10.00")
    amounts = [Decimal(f"{20 + n}.00") for n in range(8)]

    outcomes = run_together(
        [
            partial(set_price, sku_id=sku.pk, kind=SALE, amount=amount, actor=TESTS)
            for amount in amounts
        ]
    )

    assert [outcome.error for outcome in outcomes] == [None] * 8
    present = SkuPrice.objects.get(sku=sku, valid_to=None)
    assert present.amount in amounts
    assert Listing.objects.get(pk=sku.product_id).lowest_price == present.amount


def test_price_changes_of_two_skus_do_not_overtake_each_other():
    product = ProductFactory(listed=True)
    skus = [SkuFactory(product=product, price="50.00") for _ in range(6)]

    run_together(
        [
            partial(set_price, sku_id=sku.pk, kind=SALE, amount=Decimal(30 + n), actor=TESTS)
            for n, sku in enumerate(skus)
        ]
    )

    row = Listing.objects.get(pk=product.pk)
    assert (row.lowest_price, row.highest_price) == (Decimal("30.00"), Decimal("35.00"))


def test_stock_and_price_written_at_once_both_arrive():
    sku = SkuFactory(price="10.00")

    outcomes = run_together(
        [
            partial(set_price, sku_id=sku.pk, kind=SALE, amount=Decimal("8.00"), actor=TESTS),
            *[partial(set_in_stock, product_id=sku.product_id, in_stock=True)] * 5,
        ]
    )

    row = Listing.objects.get(pk=sku.product_id)
    assert (row.lowest_price, row.in_stock) == (Decimal("8.00"), True)
    assert sum(bool(outcome.value) for outcome in outcomes[1:]) == 1


@pytest.mark.req("CAT-09")
def test_a_tree_written_by_many_hands_keeps_every_category():
    parent = CategoryFactory()

    run_together(
        [
            partial(add_category, name=f"新{n}", slug=f"new-{n}", parent_id=parent.pk, actor=TESTS)
            for n in range(8)
        ]
    )

    assert len({node.path for node in Category.objects.filter(slug__startswith="new-")}) == 8
    assert Category.objects.get(pk=parent.pk).numchild == 8
    assert not any(Category.objects.find_problems())


def test_a_product_born_while_its_category_moves_is_found_in_the_new_place():
    old, new = CategoryFactory(), CategoryFactory()
    category = CategoryFactory(parent=old)
    product_type = ProductTypeFactory()
    birth = partial(
        create_product, title="新品", category_id=category.pk, product_type_id=product_type.pk,
        actor=TESTS,
    )  # fmt: skip
    move = partial(
        move_category, category_id=category.pk, target_id=new.pk, position="last-child",
        actor=TESTS,
    )  # fmt: skip

    outcomes = run_together([birth, move, birth, birth])

    assert [outcome.error for outcome in outcomes] == [None] * 4
    assert list(listing_rows_agree()) == []


@pytest.mark.req("CAT-09")
def test_branches_moved_by_many_hands_at_once_stay_a_tree():
    roots = CategoryFactory.create_batch(3)
    branches = [CategoryFactory(parent=root) for root in roots for _ in range(2)]
    leaves = [CategoryFactory(parent=branch) for branch in branches]
    goods = [ProductFactory(listed=True, category=leaf) for leaf in leaves]

    outcomes = run_together(
        [
            partial(
                move_category, category_id=branch.pk, target_id=roots[(n + 1) % 3].pk,
                position="last-child", actor=TESTS,
            )
            for n, branch in enumerate(branches)
        ]
    )  # fmt: skip

    assert [outcome.error for outcome in outcomes] == [None] * len(branches)
    assert not any(Category.objects.find_problems())
    assert {leaf.pk for leaf in Category.objects.filter(depth=3)} == {leaf.pk for leaf in leaves}
    assert list(listing_rows_agree()) == []
    assert len(goods) == len(leaves)


@pytest.mark.req("CAT-09")
def test_without_the_lock_moved_branches_break_the_tree(monkeypatch):
    for lock in ("lock_tree", "lock_qualifications"):
        monkeypatch.setattr(categories, lock, lambda: None)
    roots = CategoryFactory.create_batch(3)
    branches = [CategoryFactory(parent=root) for root in roots for _ in range(2)]

    outcomes = run_into(
        Category.objects.all(),
        [
            partial(
                move_category, category_id=branch.pk, target_id=roots[(n + 2) // 2 % 3].pk,
                position="last-child", actor=TESTS,
            )
            for n, branch in enumerate(branches)
        ],
    )  # fmt: skip

    is_refused = any(outcome.error for outcome in outcomes)
    assert is_refused or any(Category.objects.find_problems())
