"""A word that many goods share gets another name: what was looked at is looked at anew, no more."""

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from catalog.errors import ChangedSinceApproval, NeedsAnotherPerson
from catalog.models import Brand, Product, ProductAuthor, Tag
from catalog.services.checking import confirm_check, submit_for_check
from catalog.services.products import AttributeSaying, say_attributes, update_product
from catalog.services.publishing import list_product
from catalog.services.sales_regions import set_sales_regions
from catalog.services.shared_words import save_word
from catalog.services.take_down import take_down
from catalog.services.vocabulary import delete_tag, save_brand, save_tag
from shop.common.actors import person
from tests.catalog.test_changing_attributes_in_use import post
from tests.catalog.test_working_on_products import shown
from tests.factories.catalog import (
    TESTS,
    AttributeValueFactory,
    BrandFactory,
    SkuFactory,
    TagFactory,
    approve_as_it_is,
    complete_product,
)
from tests.factories.customers import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-20", "CAT-21")]
Status = Product.Status
STATES = (Status.APPROVED, Status.SCHEDULED, Status.LISTED, Status.TAKEN_DOWN, Status.DRAFT)


@pytest.fixture
def editor():
    return person(UserFactory(staff=True, is_superuser=True).pk)


@pytest.fixture
def value():
    return AttributeValueFactory(name="棉", attribute__code="cloth", attribute__kind="choice")


def saying(word, status=Status.APPROVED):
    """Give a product that says the word, approved so."""
    product = complete_product()
    kind = word._meta.model_name
    if kind == "attribute":
        say_attributes(product_id=product.pk, sayings={word.pk: {"text": "柔"}}, actor=TESTS)
    elif kind == "attributevalue":
        said = {word.attribute_id: AttributeSaying(value_ids=[word.pk])}
        say_attributes(product_id=product.pk, sayings=said, actor=TESTS)
    elif kind == "brand":
        update_product(product_id=product.pk, brand_id=word.pk, actor=TESTS)
    else:
        update_product(product_id=product.pk, tag_ids=[word.pk], actor=TESTS)
    approve_as_it_is(product, status=status)
    return product


def rename(word, actor, **names):
    for name, text in (names or {"name": "新名"}).items():
        setattr(word, name, text)
    match word:
        case Brand():
            save_brand(brand=word, actor=actor)
        case Tag():
            save_tag(tag=word, actor=actor)
        case _:
            save_word(word=word, actor=actor)


def status(product):
    product.refresh_from_db()
    return product.status


@pytest.mark.parametrize(
    "make",
    [
        lambda value: value, lambda value: value.attribute, lambda _value: BrandFactory(name="旧"),
        lambda _value: TagFactory(name="旧"),
    ],
    ids=["value", "attribute", "brand", "tag"],
)  # fmt: skip
def test_what_says_a_renamed_word_is_looked_at_anew_and_the_shelf_stays(editor, value, make):
    word = make(value)
    was = word.name
    goods = [saying(word, state) for state in STATES]
    other = complete_product(Status.APPROVED)

    rename(word, editor)

    kept = [Status.LISTED, Status.TAKEN_DOWN, Status.DRAFT]
    assert [status(product) for product in goods] == [Status.IN_CHECK, Status.IN_CHECK, *kept]
    assert status(other) == Status.APPROVED
    entry = goods[0].history.latest("pk")
    assert (entry.actor_user_id, entry.reason) == (
        editor.user_id, f"“{was}” is now called “新名”.",
    )  # fmt: skip
    assert LogEntry.objects.get_for_object(word).filter(changes__has_key="name").exists()
    with pytest.raises(NeedsAnotherPerson):
        confirm_check(product_id=goods[0].pk, actor=editor)


def test_a_value_that_makes_skus_is_read_on_the_page_too(editor):
    red = AttributeValueFactory(name="红", attribute__sku_maker=True)
    product = complete_product()
    SkuFactory(product=product, values=(red,), price="59.00")
    approve_as_it_is(product)

    rename(red, editor, name="大红")

    assert status(product) == Status.IN_CHECK


def test_another_unit_is_another_saying(editor, value):
    product = saying(value.attribute)

    rename(value.attribute, editor, unit="kg")

    assert status(product) == Status.IN_CHECK


def test_a_word_saved_under_its_name_sends_nothing_back(editor, value):
    product = saying(value)

    rename(value, editor, name=value.name, position=7)

    assert status(product) == Status.APPROVED
    assert not ProductAuthor.objects.filter(user=editor.user_id).exists()


def test_taken_down_after_the_renaming_it_is_checked_before_it_comes_back(editor, value):
    product = saying(value, Status.LISTED)
    rename(value, editor)
    take_down(product_id=product.pk, reason="换季", actor=editor)

    with pytest.raises(ChangedSinceApproval):
        list_product(product_id=product.pk, actor=editor)

    assert status(product) == Status.TAKEN_DOWN


def test_a_check_that_is_lost_stands_in_the_history(editor, value):
    product = saying(value, Status.DRAFT)
    checker = person(UserFactory(staff=True).pk)
    submit_for_check(product_id=product.pk, actor=TESTS)
    confirm_check(product_id=product.pk, actor=checker)

    rename(value, editor)

    product.refresh_from_db()
    assert (product.status, product.checked_at) == (Status.IN_CHECK, None)
    assert product.history.latest("pk").to_state == "waiting"


def test_a_tag_that_is_deleted_is_gone_from_what_was_approved(editor):
    tag = TagFactory()
    product = saying(tag)

    delete_tag(tag_id=tag.pk, actor=editor)

    assert status(product) == Status.IN_CHECK


@pytest.mark.parametrize(("state", "then"), [("approved", "in_check"), ("listed", "listed")])
def test_other_sales_regions_are_looked_at_too(editor, state, then):
    product = complete_product(Status(state))

    set_sales_regions(product_id=product.pk, scope="only", region_codes=["110000"], actor=editor)

    assert status(product) == then


def test_the_page_tells_how_many_goods_are_checked_again(clerk_client, value):
    product = saying(value)

    answer = post(clerk_client, value, **{"values-0-name": "纯棉"})

    assert status(product) == Status.IN_CHECK
    assert "“纯棉”: 1 product that was looked at" in " ".join(shown(answer))


def test_the_page_of_the_type_renames_through_the_service_too(clerk_client, value):
    product, attribute = saying(value), value.attribute
    page = reverse("admin:catalog_producttype_change", args=[attribute.product_type_id])

    answer = clerk_client.post(page, {
        "name": attribute.product_type.name, "attributes-TOTAL_FORMS": 1,
        "attributes-INITIAL_FORMS": 1, "attributes-0-id": attribute.pk,
        "attributes-0-product_type": attribute.product_type_id, "attributes-0-name": "料",
        "attributes-0-code": "cloth", "attributes-0-kind": "choice", "attributes-0-position": 0,
    })  # fmt: skip

    assert answer.status_code == 302
    assert status(product) == Status.IN_CHECK
