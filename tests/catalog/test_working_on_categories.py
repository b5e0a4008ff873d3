import io

import pytest
from PIL import Image

import catalog.admin.category as admin_of_categories
from catalog.errors import CategoryMoveNotPossible
from catalog.models import Brand, Category, Listing, Tag
from tests.factories.catalog import BrandFactory, CategoryFactory, ProductFactory, TagFactory

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-09")]

LIST = "/admin/catalog/category/"


def test_a_category_is_added_below_another(clerk_client):
    parent = CategoryFactory()

    clerk_client.post(
        f"{LIST}add/",
        {
            "name": "连衣裙", "slug": "dresses", "is_visible": "on", "position": "last-child",
            "target": parent.pk,
        },
    )  # fmt: skip

    added = Category.objects.get(slug="dresses")
    assert added.path.startswith(parent.path)
    assert not any(Category.objects.find_problems())


def test_a_category_changes_its_place_and_name(clerk_client):
    first, second = CategoryFactory(), CategoryFactory()
    product = ProductFactory(category=CategoryFactory(parent=second), listed=True, price="9.00")

    clerk_client.post(
        f"{LIST}{second.pk}/change/",
        {"name": "新名", "slug": "new", "is_visible": "on", "position": "left", "target": first.pk},
    )

    names = [node.slug for node in Category.objects.filter(depth=1).order_by("path")]
    assert names == ["new", first.slug]
    moved = Category.objects.get(pk=product.category_id)
    assert Listing.objects.get(pk=product.pk).category_path == moved.path


def test_a_category_is_offered_no_place_below_itself(clerk_client):
    parent = CategoryFactory()
    child = CategoryFactory(parent=parent)

    form = clerk_client.get(f"{LIST}{parent.pk}/change/").context["adminform"].form

    offered = {key for key, _label in form.fields["target"].choices}
    assert not offered & {parent.pk, child.pk}


def test_a_category_with_goods_stays(clerk_client):
    product = ProductFactory()

    address = f"{LIST}{product.category_id}/delete/"
    answer = clerk_client.post(address, {"post": "yes"}, follow=True)

    assert Category.objects.filter(pk=product.category_id).exists()
    assert len(list(answer.context["messages"])) <= 1  # never that it was deleted as well


def test_a_category_above_others_stays_and_nothing_says_it_went(clerk_client):
    parent = CategoryFactory()
    ProductFactory(category=CategoryFactory(parent=parent))

    answer = clerk_client.post(f"{LIST}{parent.pk}/delete/", {"post": "yes"}, follow=True)

    assert Category.objects.filter(pk=parent.pk).exists()
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]


def test_a_refused_move_of_a_category_loses_nothing_that_was_typed(clerk_client, monkeypatch):
    first, second = CategoryFactory(), CategoryFactory(name="裙")

    def refused(**_said):
        raise CategoryMoveNotPossible

    monkeypatch.setattr(admin_of_categories, "move_category", refused)
    answer = clerk_client.post(
        f"{LIST}{second.pk}/change/",
        {"name": "新名", "slug": "new", "is_visible": "on", "position": "left", "target": first.pk},
    )

    form = answer.context["adminform"].form
    assert form.non_field_errors() == [str(CategoryMoveNotPossible.message)]
    assert form["name"].value() == "新名"
    assert Category.objects.get(pk=second.pk).name == "裙"


ENDINGS = ("avif", "webp", "jpg")


def test_a_picture_of_a_category_is_kept_in_its_formats(clerk_client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    category = CategoryFactory(slug="dresses")
    file = io.BytesIO()
    Image.new("RGB", (300, 300)).save(file, "PNG")
    file.seek(0)
    file.name = "x.png"

    clerk_client.post(
        f"{LIST}{category.pk}/change/",
        {"name": "裙", "slug": "dresses", "is_visible": "on", "picture": file},
    )

    stem, _, _ = str(Category.objects.get().picture).rpartition(".")
    assert [(tmp_path / f"{stem}-300.{ending}").exists() for ending in ENDINGS] == [True] * 3


def test_goods_are_found_under_the_new_name_of_brand_and_tag(clerk_client):
    brand, tag = BrandFactory(), TagFactory()
    product = ProductFactory(listed=True, price="9.00", brand=brand, tags=[tag])

    clerk_client.post(
        f"/admin/catalog/brand/{brand.pk}/change/",
        {"name": "云朵", "slug": "cloud", "is_visible": "on"},
    )
    clerk_client.post(f"/admin/catalog/tag/{tag.pk}/change/", {"name": "通勤", "kind": "attribute"})

    row = Listing.objects.get(pk=product.pk)
    assert "云朵" in str(row.search_vector)
    assert row.tags == ["通勤"]
    assert (Brand.objects.get().name, Tag.objects.get().name) == ("云朵", "通勤")


def test_a_deleted_tag_leaves_the_cards(clerk_client):
    tag = TagFactory()
    product = ProductFactory(listed=True, price="9.00", tags=[tag])

    clerk_client.post(f"/admin/catalog/tag/{tag.pk}/delete/", {"post": "yes"})

    assert Listing.objects.get(pk=product.pk).tags == []
