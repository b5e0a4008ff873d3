import pytest

from catalog.errors import CategoryInUse, CategoryMoveNotPossible
from catalog.models import Category
from catalog.selectors.categories import find_category, navigation, trail_to
from catalog.services.categories import delete_category, move_category, update_category
from catalog.services.listing import add_sold, refresh_listing
from tests.factories.catalog import TESTS, CategoryFactory, ProductFactory, ProductPictureFactory

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-09", "SITE-08")]


def test_navigation_shows_the_visible_tree(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        clothes = CategoryFactory(name="服装", slug="clothes")
        CategoryFactory(name="连衣裙", slug="dresses", parent=clothes)
        CategoryFactory(name="样品", slug="samples", parent=clothes, is_visible=False)

    (top,) = navigation()

    assert (top.name, [child.name for child in top.children]) == ("服装", ["连衣裙"])
    assert [node.slug for node in find_category("dresses")] == ["clothes", "dresses"]
    assert [node.slug for node in trail_to(top.children[0].path)] == ["clothes", "dresses"]
    assert find_category("samples") == ()


def test_a_category_without_a_picture_shows_what_is_sold_most():
    top = CategoryFactory()
    below = CategoryFactory(parent=top)
    for name, sold in (("a", 1), ("b", 9)):
        product = ProductFactory(listed=True, price="9.00", category=below)
        ProductPictureFactory(product=product, image=f"{name}.webp")
        refresh_listing(product_ids=[product.pk])
        add_sold(product_id=product.pk, quantity=sold)

    (node,) = navigation()

    assert (node.picture, node.children[0].picture) == ("b.webp", "b.webp")


def test_warm_navigation_costs_no_query(django_assert_num_queries):
    CategoryFactory()
    navigation()

    with django_assert_num_queries(0):
        navigation()


def test_a_new_name_shows_on_the_next_page(django_capture_on_commit_callbacks):
    category = CategoryFactory(name="旧")
    navigation()

    with django_capture_on_commit_callbacks(execute=True):
        update_category(category_id=category.pk, name="新", actor=TESTS)

    assert [node.name for node in navigation()] == ["新"]


def test_a_category_does_not_move_under_itself():
    category = CategoryFactory()
    child = CategoryFactory(parent=category)

    with pytest.raises(CategoryMoveNotPossible):
        move_category(
            category_id=category.pk, target_id=child.pk, position="last-child", actor=TESTS
        )

    assert Category.objects.get(pk=category.pk).path == category.path


def test_a_category_becomes_a_root():
    child = CategoryFactory(parent=CategoryFactory())

    move_category(category_id=child.pk, target_id=None, position="", actor=TESTS)

    assert Category.objects.get(pk=child.pk).depth == 1
    assert not any(Category.objects.find_problems())


def test_a_category_with_goods_below_is_not_deleted():
    parent = CategoryFactory()
    product = ProductFactory(category=CategoryFactory(parent=parent))

    with pytest.raises(CategoryInUse):
        delete_category(category_id=parent.pk, actor=TESTS)

    assert Category.objects.filter(pk__in=[parent.pk, product.category_id]).count() == 2


def test_an_empty_category_is_deleted_with_those_below():
    parent = CategoryFactory()
    CategoryFactory(parent=parent)

    delete_category(category_id=parent.pk, actor=TESTS)

    assert not Category.objects.exists()
