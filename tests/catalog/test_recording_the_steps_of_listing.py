"""The five steps of a new product: what each lacks, who did it, what keeps it from the shelf."""

import io
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image, ImageDraw

from catalog.errors import ProductNotComplete
from catalog.models import Category, ListingStep, Product, ProductPicture
from catalog.policies import CatalogPolicies
from catalog.selectors.completeness import missing_for_listing, missing_in_steps
from catalog.services.categories import update_category
from catalog.services.checking import submit_for_check
from catalog.services.listing_steps import record_steps
from catalog.services.pictures import add_picture
from catalog.services.publishing import list_product
from catalog.services.skus import generate_skus
from catalog.whiteness import white_share
from inventory.services.receipts import enter_initial_stock
from inventory.types import ReceivedLine
from shop.common.actors import person
from tests.cast import grant
from tests.catalog.imports import csv_of, imported
from tests.catalog.test_working_on_products import change, form_of
from tests.factories.catalog import (
    TESTS,
    AttributeFactory,
    ProductFactory,
    ProductPictureFactory,
    SkuFactory,
    approve_as_it_is,
    complete_product,
)
from tests.factories.customers import UserFactory
from tests.factories.inventory import WarehouseFactory
from tests.support.policies import decide

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-19")]

Status = Product.Status
Step = ListingStep.Step


def missing(product):
    return [str(name) for name in missing_for_listing(product, timezone.now())]


def advised(product):
    found = missing_in_steps(product, timezone.now())
    return [str(one.name) for one in found if one.only_advised]


def done(product):
    rows = ListingStep.objects.filter(product=product)
    return {row.step: row.done_by_process or row.done_by_id for row in rows}


def test_a_complete_product_lacks_nothing():
    assert missing(complete_product()) == []


def test_steps_are_recorded_with_who_did_them_and_stay_theirs(clerk):
    product = complete_product()

    record_steps(product_id=product.pk, actor=person(clerk.pk))
    record_steps(product_id=product.pk, actor=TESTS)

    assert done(product) == {
        "information": clerk.pk, "detail": clerk.pk, "visuals": clerk.pk,
        "attributes": clerk.pk, "stock": "tests",
    }  # fmt: skip


def test_a_step_is_open_again_when_something_is_missing_again(clerk):
    product = complete_product()
    record_steps(product_id=product.pk, actor=person(clerk.pk))

    ProductPicture.objects.filter(product=product).first().delete()
    record_steps(product_id=product.pk, actor=TESTS)

    assert Step.VISUALS not in done(product)
    assert done(product)[Step.DETAIL] == clerk.pk


@pytest.mark.req("CAT-11")
def test_a_title_needs_a_core_word_of_its_category():
    product = complete_product(title="轻薄雪纺长款")
    category = product.category
    assert missing(product) == []

    update_category(
        category_id=Category.objects.get_parent(category).pk,
        core_words="连衣裙、半身裙",
        actor=TESTS,
    )
    assert missing(product) == ["a core word in the title, such as 连衣裙、半身裙"]
    update_category(category_id=category.pk, core_words="长款, 短款", actor=TESTS)

    assert missing(Product.objects.get(pk=product.pk)) == []


@pytest.mark.req("CAT-12", "CAT-13")
@pytest.mark.parametrize(
    ("pictures", "lacking"),
    [
        ([(800, 800)] * 4, ["at least 5 main pictures"]),
        ([(800, 800)] * 4 + [(799, 799)], ["main pictures of at least 800 × 800 pixels"]),
        ([(800, 800)] * 4 + [(800, 1000)], ["main pictures as wide as high"]),
        ([(1600, 1600)] * 5, []),
    ],
    ids=["too few", "too small", "not square", "large"],
)
def test_main_pictures_have_a_number_a_size_and_a_shape(pictures, lacking):
    product = complete_product()
    ProductPicture.objects.filter(product=product).delete()
    for width, height in pictures:
        ProductPictureFactory(product=product, width=width, height=height)

    assert missing(product) == lacking


def _drawn(colour, mode="RGB"):
    image = Image.new(mode, (900, 900), colour)
    ImageDraw.Draw(image).ellipse((200, 200, 700, 700), fill="black")
    return image


@pytest.mark.req("CAT-12")
@pytest.mark.parametrize(
    ("image", "share"),
    [
        (_drawn("white"), 100), (_drawn("#f4f4f4"), 100), (_drawn("#bf311a"), 0),
        (_drawn((0, 0, 0, 0), "RGBA"), 100),
    ],
    ids=["white", "nearly white", "red", "clear"],
)  # fmt: skip
def test_the_whiteness_of_the_background_is_measured_on_the_border(image, share):
    assert white_share(image) == share


@pytest.mark.req("CAT-12", "CAT-14")
def test_a_coloured_background_is_only_advised_against(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    product = complete_product()
    file = io.BytesIO()
    _drawn("#bf311a").save(file, "PNG")
    file.seek(0)

    first = add_picture(product_id=product.pk, file=file, position=0, actor=TESTS)
    ProductPicture.objects.filter(product=product).exclude(pk=first.pk).update(position=1)

    assert first.white_share == 0
    assert "a white background on the first main picture" in advised(product)
    assert missing(product) == []


@pytest.mark.req("CAT-18")
@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("after_sale_policy", "after-sales policy"), ("detail", "text of the detail page"),
        ("selling_points", "introduction with the selling points"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_product_must_be_there(field, name):
    emptied: dict[str, Any] = {field: ""}
    product = complete_product(**emptied)

    assert missing(product) == [name]


def test_every_sku_needs_price_weight_and_volume_and_every_filter_a_value():
    product = complete_product()
    SkuFactory(product=product, price=None, weight_grams=0)
    AttributeFactory(product_type=product.product_type, is_filter=True, name="材质")

    assert missing(product) == ["the price of every SKU", "weight and volume of every SKU", "材质"]


def test_an_incomplete_product_is_not_submitted_but_its_stock_may_still_come():
    bare, whole = ProductFactory(status=Status.DRAFT), complete_product()
    ListingStep.objects.filter(product=whole).delete()

    with pytest.raises(ProductNotComplete):
        submit_for_check(product_id=bare.pk, actor=TESTS)
    submit_for_check(product_id=whole.pk, actor=TESTS)

    assert Product.objects.get(pk=bare.pk).status == Status.DRAFT
    assert Product.objects.get(pk=whole.pk).status == Status.IN_CHECK
    assert set(done(whole)) == {"information", "detail", "visuals", "attributes"}


def test_stock_is_entered_when_every_sku_has_some(clerk):
    product = complete_product(Status.APPROVED)
    ListingStep.objects.all().delete()
    first, second = product.skus.get(), SkuFactory(product=product)
    approve_as_it_is(product)
    warehouse = WarehouseFactory()

    def enter(sku):
        line = ReceivedLine(sku_id=sku.pk, quantity=5)
        enter_initial_stock(warehouse_id=warehouse.pk, lines=[line], actor=person(clerk.pk))

    enter(first)
    with pytest.raises(ProductNotComplete, match="stock of every SKU"):
        list_product(product_id=product.pk, actor=TESTS)
    enter(second)
    list_product(product_id=product.pk, actor=TESTS)

    assert done(product) == {"stock": clerk.pk}
    assert Product.objects.get(pk=product.pk).status == Status.LISTED


def test_the_form_shows_the_steps_with_what_is_missing_and_where_to_mend_it(clerk_client, clerk):
    product = complete_product(after_sale_policy="")

    clerk_client.post(change(product), form_of(clerk_client, product))
    page = clerk_client.get(change(product))

    steps = page.context["summary"].steps
    assert [step.is_complete for step in steps] == [True, False, True, True, True]
    assert [(str(gap.name), gap.url) for gap in steps[1].gaps if not gap.only_advised] == [
        ("after-sales policy", "#id_after_sale_policy")
    ]
    assert steps[0].done.done_by == clerk
    assert done(product)["information"] == clerk.pk


def test_the_costs_are_asked_for_only_from_those_who_may_see_them(clerk_client):
    product = complete_product()
    editor = Client()
    editor.force_login(
        grant(UserFactory(staff=True), "catalog.change_product"),
        backend="customers.backends.IdentityBackend",
    )

    assert "no cost price" in clerk_client.get(change(product)).content.decode()
    assert "no cost price" not in editor.get(change(product)).content.decode()


def test_how_many_pictures_are_wanted_is_the_operators_choice():
    product = complete_product()

    decide(CatalogPolicies, least_main_pictures=6)

    assert missing(product) == ["at least 6 main pictures"]


@pytest.mark.req("SEC-36")
def test_a_product_without_a_responsible_person_is_not_listed():
    product = complete_product(Status.APPROVED)
    Product.objects.filter(pk=product.pk).update(owner=None)

    with pytest.raises(ProductNotComplete, match="responsible operator"):
        list_product(product_id=product.pk, actor=TESTS)

    assert Product.objects.get(pk=product.pk).status == Status.APPROVED


def test_a_sku_that_is_added_opens_the_step_of_stock_again():
    product = complete_product(Status.DRAFT)
    maker = AttributeFactory(product_type=product.product_type, sku_maker=True)
    chosen = {maker.pk: [maker.values.create(name="红").pk]}
    assert "stock" in done(product)

    generate_skus(product_id=product.pk, value_ids_by_attribute=chosen, actor=TESTS)

    assert "stock" not in done(product)


@pytest.mark.usefixtures("private_files")
def test_a_sku_that_an_import_adds_opens_the_step_of_stock_again(clerk):
    product, other = complete_product(), complete_product()
    product.skus.all().delete()
    sheet = csv_of(("商品编号", "SKU编码"), (product.number, "NEW-1"), (other.number, ""))

    job = imported("catalog.goods", sheet, actor=person(clerk.pk))

    assert job.created_count == 1
    assert "stock" not in done(product)
    assert "stock" in done(other)
