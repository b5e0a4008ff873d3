"""What a rule refuses is said on the form, with all that was typed; nothing of it is stored."""

import pytest

from catalog.models import Product, SkuPrice
from catalog.selectors.edit_state import edit_state
from tests.catalog.test_working_on_products import change, form_of, picture
from tests.factories.catalog import complete_product

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-19")]


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def product():
    return complete_product(Product.Status.LISTED)


TYPED = {
    "title": "我写了半小时的标题",
    "after_sale_policy": "新的售后说明",
    "skus-0-sale_price": "49.00",
    "skus-0-weight_grams": "321",
    "pictures-1-alt": "背面",
}


@pytest.mark.parametrize(
    ("emptied", "missing"),
    [
        ({"selling_points": ""}, "introduction with the selling points"),
        ({"owner": ""}, "responsible operator"),
        ({"pictures-0-DELETE": True}, "at least 5 main pictures"),
        ({"skus-0-weight_grams": "0"}, "weight and volume of every SKU"),
        ({"skus-0-sale_price": ""}, "the price of every SKU"),
    ],
    ids=["introduction", "owner", "picture", "weight", "price"],
)
def test_emptying_what_is_on_sale_loses_nothing_that_was_typed(
    clerk_client, product, emptied, missing
):
    before = edit_state(product.pk, product.created_at)
    typed = TYPED | emptied

    answer = clerk_client.post(change(product), form_of(clerk_client, product) | typed)

    form = answer.context["adminform"].form
    assert answer.status_code == 200
    assert form.non_field_errors() == [f"This is still missing: {missing}."]
    forms = [form, *(f for i in answer.context["inline_admin_formsets"] for f in i.formset.forms)]
    shown = {field.html_name: field.value() for one in forms for field in one}
    assert {name: shown[name] for name in typed} == typed
    assert edit_state(product.pk, product.created_at) == before
    assert SkuPrice.objects.count() == 1


def test_what_is_missing_is_said_beside_its_field_too(clerk_client, product):
    data = form_of(clerk_client, product) | {"detail": "<p></p>"}

    answer = clerk_client.post(change(product), data)

    assert answer.context["adminform"].form.errors["detail"] == ["Goods on sale need this."]


def test_files_are_asked_for_again(clerk_client, product):
    data = form_of(clerk_client, product) | {"owner": "", "new_pictures": [picture(), picture()]}

    answer = clerk_client.post(change(product), data)

    form = answer.context["adminform"].form
    assert form.errors["new_pictures"] == ["Choose the file once more."]
    assert product.pictures.count() == 5


def test_mended_on_the_same_form_it_is_saved(clerk_client, product):
    data = form_of(clerk_client, product) | TYPED
    refused = clerk_client.post(change(product), data | {"selling_points": ""})
    state = refused.context["adminform"].form["seen_state"].value()

    answer = clerk_client.post(
        change(product), data | {"selling_points": "更轻薄", "seen_state": state}
    )

    product.refresh_from_db()
    assert answer.status_code == 302
    assert (product.title, product.selling_points) == (TYPED["title"], "更轻薄")
