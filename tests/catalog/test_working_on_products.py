"""The back office of goods, through its pages."""

import io
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from PIL import Image

from catalog.models import Attribute, Listing, Product, ProductPicture, Sku, SkuPrice
from catalog.selectors.skus import product_address
from inventory.services.supply import set_supply
from tests.cast import grant
from tests.factories.catalog import (
    AttributeFactory,
    AttributeValueFactory,
    BrandFactory,
    CategoryFactory,
    ProductFactory,
    ProductPictureFactory,
    ProductTypeFactory,
    SkuFactory,
    TagFactory,
    complete_product,
    second_level_category,
)
from tests.factories.customers import UserFactory
from tests.factories.inventory import StockLevelFactory

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-30")]

LIST = "/admin/catalog/product/"
Status = Product.Status


def change(product):
    return f"{LIST}{product.pk}/change/"


def step(product, name):
    return f"{LIST}{product.pk}/step/{name}/"


def signed_in(*permissions):
    client = Client()
    user = grant(UserFactory(staff=True), *permissions)
    client.force_login(user, backend="customers.backends.IdentityBackend")
    return client


def picture(side=20):
    file = io.BytesIO()
    Image.new("RGB", (side, side)).save(file, "PNG")
    file.seek(0)
    file.name = "a.png"
    return file


def form_of(client, product):
    """Read the form as the browser would send it back untouched."""
    response = client.get(change(product))
    data = {}
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is None or value is False or value == "":
                continue
            data[bound.html_name] = value
    for name in ("new_pictures", "new_detail_pictures"):
        data.pop(name, None)
    return data


def shown(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.req("CAT-01")
def test_the_list_shows_number_price_stock_and_state(clerk_client):
    product = ProductFactory(listed=True, title="雪纺连衣裙")
    StockLevelFactory(sku=SkuFactory(product=product, price="299.00"), on_hand=12)

    page = clerk_client.get(LIST).content.decode()

    for text in (product.number, "雪纺连衣裙", "¥299.00", "12"):
        assert text in page


@pytest.mark.parametrize("field", ["number", "title", "code", "barcode"])
def test_a_product_is_found_by_what_one_has_in_hand(clerk_client, field):
    product = ProductFactory(title="雪纺连衣裙")
    SkuFactory(product=product, code="SP-红-M", barcode="6901234567892")
    ProductFactory(title="别的", price="1.00")
    words = {
        "number": product.number, "title": "雪纺", "code": "SP-红-M", "barcode": "6901234567892",
    }  # fmt: skip

    found = clerk_client.get(LIST, {"q": words[field]}).context["cl"].result_list

    assert [row.pk for row in found] == [product.pk]


def test_chips_count_the_states(clerk_client):
    ProductFactory.create_batch(2, listed=True)
    ProductFactory(status=Status.IN_CHECK)

    response = clerk_client.get(LIST, {"status__exact": "listed"})

    chips = {
        chip["url"].partition("=")[2]: chip["count"] for chip in response.context["status_chips"]
    }
    assert chips == {"": 3, "listed": 2, "in_check": 1}
    assert len(response.context["cl"].result_list) == 2


def test_the_list_costs_the_same_with_one_row_and_with_thirty(
    clerk_client, django_assert_max_num_queries
):
    SkuFactory.create_batch(30)

    with django_assert_max_num_queries(16):
        clerk_client.get(LIST)


@pytest.mark.req("CAT-02")
def test_a_new_product_is_entered_as_a_draft(clerk_client):
    template = ProductFactory()
    tag = TagFactory()

    response = clerk_client.post(
        f"{LIST}add/",
        {
            "title": "雪纺连衣裙", "selling_points": "轻薄", "category": template.category_id,
            "brand": BrandFactory().pk, "product_type": template.product_type_id,
            "tags": [tag.pk], "return_days": "7", "warranty_months": "0", "slug": "",
            "detail": "<p>好</p><script>x</script>",
        },
    )  # fmt: skip

    product = Product.objects.get(title="雪纺连衣裙")
    assert response.status_code == 302
    assert (product.status, product.slug, product.detail) == ("draft", "雪纺连衣裙", "<p>好</p>")
    assert Listing.objects.get(pk=product.pk).tags == [tag.name]
    assert product.history.count() == 1


def test_prices_and_skus_are_edited_as_a_sheet(clerk_client):
    sku = SkuFactory(price="59.00", list_price="79.00")
    data = form_of(clerk_client, sku.product)

    data |= {
        "skus-0-sale_price": "49.00", "skus-0-list_price": "", "skus-0-barcode": "690123",
        "skus-0-weight_grams": "321",
    }  # fmt: skip
    response = clerk_client.post(change(sku.product), data)

    assert response.status_code == 302
    sku.refresh_from_db()
    assert (sku.barcode, sku.weight_grams) == ("690123", 321)
    amounts = SkuPrice.objects.filter(sku=sku, valid_to=None)
    assert [(row.kind, row.amount) for row in amounts] == [("sale", Decimal("49.00"))]
    assert Listing.objects.get(pk=sku.product_id).lowest_price == Decimal("49.00")


@pytest.mark.req("CAT-06")
def test_the_cost_shows_to_those_who_may_see_it(clerk_client):
    sku = SkuFactory(price="59.00")
    set_supply(sku_id=sku.pk, unit_cost=Decimal("31.2500"))
    editor = signed_in("catalog.view_product", "catalog.change_product", "catalog.view_sku")

    assert "31.25" in clerk_client.get(change(sku.product)).content.decode()
    assert "31.25" not in editor.get(change(sku.product)).content.decode()


def test_saving_a_form_untouched_changes_nothing(clerk_client):
    sku = SkuFactory(price="59.00", list_price="79.00")
    ProductPictureFactory(product=sku.product)
    version = Listing.objects.get(pk=sku.product_id).version
    data = form_of(clerk_client, sku.product)

    response = clerk_client.post(change(sku.product), data)

    assert response.status_code == 302
    assert SkuPrice.objects.count() == 2
    assert Listing.objects.get(pk=sku.product_id).version in {version, version + 1}


@pytest.mark.parametrize("price", ["0", "-1", "1.005", "abc", "99999999"])
def test_an_impossible_price_stands_beside_its_field(clerk_client, price):
    sku = SkuFactory(price="59.00")
    data = form_of(clerk_client, sku.product) | {"skus-0-sale_price": price}

    response = clerk_client.post(change(sku.product), data)

    assert response.status_code == 200
    assert "sale_price" in response.context["inline_admin_formsets"][0].formset.errors[0]
    assert SkuPrice.objects.get().amount == Decimal("59.00")


@pytest.mark.usefixtures("_media")
def test_pictures_are_added_several_at_once_and_arranged(clerk_client):
    product = ProductFactory()
    data = form_of(clerk_client, product)

    clerk_client.post(change(product), data | {"new_pictures": [picture(), picture(30)]})
    first, second = ProductPicture.objects.filter(product=product).order_by("position")
    data = form_of(clerk_client, product)
    data |= {"pictures-0-DELETE": "on", "pictures-1-alt": "正面", "pictures-1-role": "main"}
    clerk_client.post(change(product), data)

    left = ProductPicture.objects.get(product=product)
    assert (left.pk, left.alt) == (second.pk, "正面")
    assert Listing.objects.get(pk=product.pk).picture == str(second.image)
    assert first.pk != second.pk


@pytest.mark.usefixtures("_media")
def test_a_file_that_is_no_picture_is_refused_beside_its_field(clerk_client):
    product = ProductFactory()
    fake = io.BytesIO(b"<script>")
    fake.name = "a.png"
    data = form_of(clerk_client, product) | {"new_pictures": [fake]}

    response = clerk_client.post(change(product), data)

    assert "new_pictures" in response.context["adminform"].form.errors
    assert not ProductPicture.objects.exists()


@pytest.mark.req("CAT-07", "CAT-08")
def test_attributes_are_said_by_the_type_of_the_product(clerk_client):
    product = ProductFactory()
    kind = product.product_type
    fabric = AttributeFactory(product_type=kind, kind="choice", name="材质")
    chiffon = AttributeValueFactory(attribute=fabric, name="雪纺")
    seasons = AttributeFactory(product_type=kind, kind="choices", name="季节")
    spring, autumn = (AttributeValueFactory(attribute=seasons, name=name) for name in ("春", "秋"))
    length = AttributeFactory(product_type=kind, kind="number", name="长", unit="cm")
    note = AttributeFactory(product_type=kind, kind="text", name="说明")
    data = form_of(clerk_client, product) | {
        f"attribute_{fabric.pk}": chiffon.pk,
        f"attribute_{seasons.pk}": [spring.pk, autumn.pk],
        f"attribute_{length.pk}": "110.5",
        f"attribute_{note.pk}": "手洗",
    }

    clerk_client.post(change(product), data)
    again = form_of(clerk_client, product)

    assert Listing.objects.get(pk=product.pk).attribute_values == sorted(
        [chiffon.pk, spring.pk, autumn.pk]
    )
    assert again[f"attribute_{note.pk}"] == "手洗"
    assert again[f"attribute_{length.pk}"] == "110.5"


@pytest.mark.req("CAT-10")
def test_a_tag_that_is_not_on_the_list_is_refused(clerk_client):
    product = ProductFactory()
    data = form_of(clerk_client, product)

    answer = clerk_client.post(change(product), data | {"tags": ["999999"]})

    assert "tags" in answer.context["adminform"].form.errors
    assert not product.tags.exists()


@pytest.mark.req("CAT-07")
def test_a_type_has_its_own_attributes_of_four_kinds_and_only_choices_make_skus(clerk_client):
    address = "/admin/catalog/producttype/add/"
    kinds = [("text", ""), ("number", "cm"), ("choice", ""), ("choices", "")]
    data = {
        "name": "连衣裙", "attributes-TOTAL_FORMS": "4", "attributes-INITIAL_FORMS": "0",
        "attributes-MIN_NUM_FORMS": "0", "attributes-MAX_NUM_FORMS": "1000",
    }  # fmt: skip
    for place, (kind, unit) in enumerate(kinds):
        data |= {
            f"attributes-{place}-name": kind, f"attributes-{place}-code": kind,
            f"attributes-{place}-kind": kind, f"attributes-{place}-unit": unit,
            f"attributes-{place}-position": str(place),
        }  # fmt: skip

    wrong = clerk_client.post(address, data | {"attributes-0-makes_skus": "on"})
    clerk_client.post(address, data | {"attributes-2-makes_skus": "on"})

    assert wrong.status_code == 200
    found = Attribute.objects.order_by("position").values_list("kind", "unit", "makes_skus")
    assert list(found) == [
        ("text", "", False), ("number", "cm", False), ("choice", "", True), ("choices", "", False),
    ]  # fmt: skip


@pytest.mark.req("CAT-29")
def test_listing_time_and_delivery_template_are_one_click_away(clerk_client):
    product = ProductFactory(status=Status.APPROVED)

    page = clerk_client.get(change(product)).content.decode()

    assert step(product, "schedule") in page
    assert f"/admin/logistics/productfreight/?q={product.number}" in page


@pytest.mark.req("CAT-32")
def test_a_changed_price_and_text_of_a_listed_product_show_at_once(clerk_client, client):
    sku = SkuFactory(price="59.00")
    product = sku.product
    data = form_of(clerk_client, product)

    clerk_client.post(
        change(product), data | {"title": "新标题", "skus-0-sale_price": "49.00", "slug": ""}
    )

    product.refresh_from_db()
    page = client.get(product_address(product.slug, product.number)).content.decode()
    assert "新标题" in page
    assert "59.00" not in page
    assert Listing.objects.get(pk=product.pk).lowest_price == Decimal("49.00")


@pytest.mark.req("CAT-03")
def test_skus_are_generated_from_ticked_values(clerk_client):
    product = ProductFactory()
    colour = AttributeFactory(product_type=product.product_type, sku_maker=True)
    values = [AttributeValueFactory(attribute=colour).pk for _ in range(3)]

    clerk_client.post(f"{LIST}{product.pk}/skus/", {str(colour.pk): values[:2]})
    page = clerk_client.get(f"{LIST}{product.pk}/skus/")

    assert Sku.objects.filter(product=product).count() == 2
    assert page.context["form"].fields[str(colour.pk)].initial == values[:2]


@pytest.mark.req("CAT-26")
def test_a_step_is_taken_by_a_page_that_says_its_consequence(clerk_client):
    product = complete_product(Status.APPROVED)

    seen = clerk_client.get(step(product, "list"))
    assert Product.objects.get(pk=product.pk).status == Status.APPROVED
    clerk_client.post(step(product, "list"))

    assert seen.status_code == 200
    product.refresh_from_db()
    assert product.status == Status.LISTED


def test_a_refused_step_says_why_on_its_page(clerk_client):
    product = ProductFactory(status=Status.APPROVED)

    response = clerk_client.post(step(product, "list"))

    assert response.status_code == 200
    assert response.context["form"].non_field_errors()
    assert Product.objects.get(pk=product.pk).status == Status.APPROVED


def test_taking_down_wants_a_reason(clerk_client):
    product = ProductFactory(listed=True)

    clerk_client.post(step(product, "take-down"), {"reason": ""})
    assert Product.objects.get(pk=product.pk).status == Status.LISTED
    clerk_client.post(step(product, "take-down"), {"reason": "换季"})

    assert Product.objects.get(pk=product.pk).status == Status.TAKEN_DOWN
    assert product.history.get().reason == "换季"


def test_many_products_take_a_step_and_refusals_are_told_one_by_one(clerk_client):
    good = complete_product()
    wrong = ProductFactory(listed=True)

    response = clerk_client.post(
        LIST, {"action": "submit", "_selected_action": [good.pk, wrong.pk]}, follow=False
    )

    assert Product.objects.get(pk=good.pk).status == Status.IN_CHECK
    assert Product.objects.get(pk=wrong.pk).status == Status.LISTED
    texts = shown(response)
    assert len(texts) == 2
    assert wrong.number in texts[1]


def test_many_products_are_taken_down_with_one_reason(clerk_client):
    goods = ProductFactory.create_batch(2, listed=True)
    chosen = {"action": "take_down", "_selected_action": [product.pk for product in goods]}

    asked = clerk_client.post(LIST, chosen)
    clerk_client.post(LIST, chosen | {"reason": "换季"})

    assert asked.status_code == 200
    assert set(Product.objects.values_list("status", flat=True)) == {Status.TAKEN_DOWN}


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("check", Status.IN_CHECK), ("approve", Status.IN_CHECK),
        ("list", Status.APPROVED), ("take-down", Status.LISTED),
        ("delete", Status.DRAFT), ("restore", Status.DELETED), ("schedule", Status.APPROVED),
    ],
)  # fmt: skip
def test_an_editor_takes_no_step_that_is_not_theirs(name, status):
    product = ProductFactory(status=status)
    editor = signed_in("catalog.view_product", "catalog.change_product")

    response = editor.post(step(product, name), {"reason": "x"})

    assert response.status_code == 403
    assert Product.objects.get(pk=product.pk).status == status


def test_who_may_only_look_changes_nothing():
    sku = SkuFactory(price="59.00")
    onlooker = signed_in("catalog.view_product", "catalog.view_sku")

    assert onlooker.get(change(sku.product)).status_code == 200
    assert onlooker.post(change(sku.product), {"title": "x"}).status_code == 403
    assert onlooker.get(f"{LIST}{sku.product_id}/skus/").status_code == 403
    assert SkuPrice.objects.get().amount == Decimal("59.00")


@pytest.mark.parametrize("path", ["999999/change/", "abc/change/", "999999/skus/", "1/step/no/"])
def test_what_is_not_there_is_not_found(clerk_client, path):
    assert clerk_client.get(LIST + path).status_code in {302, 404}


@pytest.mark.parametrize("model", ["category", "brand", "producttype", "attribute", "tag"])
def test_the_other_pages_open(clerk_client, model):
    second_level_category()
    BrandFactory()
    TagFactory()
    AttributeValueFactory()

    assert clerk_client.get(f"/admin/catalog/{model}/").status_code == 200
    assert clerk_client.get(f"/admin/catalog/{model}/add/").status_code == 200


_NONSENSE = ["abc", "-1", "9" * 30, "1 OR 1=1", "\0", "٣", "1.5"]


@pytest.mark.parametrize("nonsense", _NONSENSE, ids=repr)
def test_nonsense_in_a_choice_of_the_form_is_an_error_beside_it(clerk_client, nonsense):
    product = ProductFactory(title="Old", tags=[TagFactory()], brand=BrandFactory())
    for kind in ("choice", "choices"):
        attribute = AttributeFactory(kind=kind, product_type=product.product_type)
        AttributeValueFactory(attribute=attribute)
    sent = form_of(clerk_client, product) | {"title": "New"}
    attributes = {f"attribute_{row.pk}" for row in product.product_type.attributes.all()}

    for name in {"tags", "category", "brand", "owner", *attributes}:
        answer = clerk_client.post(change(product), sent | {name: [nonsense]})

        assert answer.status_code == 200, name
        assert name in answer.context["adminform"].form.errors
    product.refresh_from_db()
    assert (product.title, product.tags.count()) == ("Old", 1)


@pytest.mark.req("CAT-19")
def test_a_new_product_begins_with_who_enters_it_and_leads_on_to_its_skus(clerk_client, clerk):
    category, kind = CategoryFactory(parent=CategoryFactory()), ProductTypeFactory()

    form = clerk_client.get(f"{LIST}add/").context["adminform"].form
    answer = clerk_client.post(
        f"{LIST}add/",
        {
            "title": "新品", "category": category.pk, "product_type": kind.pk,
            "owner": form.initial["owner"], "return_days": 7, "warranty_months": 0,
        },
    )  # fmt: skip

    product = Product.objects.get(title="新品")
    assert (product.owner, answer.headers["Location"]) == (clerk, change(product))
