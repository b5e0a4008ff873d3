"""Risky words in the back office: marked under their fields, kept as a list, answered for."""

import pytest
from django.test import Client

from catalog.models import Claim, ClaimException, ClaimWaiver, Product
from tests.cast import grant
from tests.catalog.test_working_on_products import change, form_of
from tests.factories.catalog import ProductFactory
from tests.factories.customers import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-22")]

LIST = "/admin/catalog/product/"


def test_words_are_marked_under_the_field_that_holds_them(clerk_client):
    product = ProductFactory(title="销量第一的裙子", detail="<p>顶级 &lt;面料&gt;</p>")

    page = clerk_client.get(change(product)).content.decode()

    assert '<mark class="is-bad">销量第一</mark>的裙子' in page
    assert '<mark class="is-act">顶级</mark> &lt;面料&gt;' in page


def test_a_forbidden_word_on_a_listed_product_stands_beside_its_field_and_nothing_is_lost(
    clerk_client,
):
    product = ProductFactory(listed=True, title="雪纺裙")
    data = form_of(clerk_client, product) | {"title": "最佳雪纺裙", "selling_points": "轻薄"}

    response = clerk_client.post(change(product), data)

    assert response.status_code == 200
    form = response.context["adminform"].form
    assert list(form.errors) == ["title"]
    assert (form["title"].value(), form["selling_points"].value()) == ("最佳雪纺裙", "轻薄")
    assert Product.objects.get(pk=product.pk).title == "雪纺裙"


def test_texts_are_checked_while_they_are_written(clerk_client):
    answer = clerk_client.post(
        f"{LIST}claims/", {"product": "", "title": "最佳", "detail": "<p>好</p>", "other": "最佳"}
    ).json()

    assert set(answer) == {"title", "detail"}
    assert "<mark" in answer["title"]
    assert answer["detail"] == ""


def test_strangers_cannot_ask_what_is_risky(powerless_staff):
    client = Client()
    client.force_login(powerless_staff, backend="customers.backends.IdentityBackend")

    assert client.post(f"{LIST}claims/", {"title": "最佳"}).status_code == 403


def test_a_word_is_answered_for_by_whoever_has_the_right(clerk_client):
    product = ProductFactory(title="销量第一的裙子")
    address = f"{LIST}{product.pk}/waiver/"
    editor = Client()
    editor.force_login(
        grant(UserFactory(staff=True), "catalog.change_product"),
        backend="customers.backends.IdentityBackend",
    )

    assert editor.post(address, {"word": "销量第一", "reason": "x"}).status_code == 403
    clerk_client.post(address, {"word": "销量第一", "reason": ""})
    assert not ClaimWaiver.objects.exists()
    clerk_client.post(address, {"word": "销量第一", "reason": "六月本市榜单"})

    assert ClaimWaiver.objects.get().reason == "六月本市榜单"


@pytest.mark.parametrize(
    ("page", "field", "model"),
    [("claim", "word", Claim), ("claimexception", "phrase", ClaimException)],
)
def test_the_lists_are_edited_in_the_back_office(clerk_client, page, field, model):
    address = f"/admin/catalog/{page}/"
    fields = {"kind": "grade", "severity": "warn", "is_active": "on", "note": "好"}

    refused = clerk_client.post(f"{address}add/", fields | {field: " 、。"})
    clerk_client.post(f"{address}add/", fields | {field: "神器"})

    assert clerk_client.get(address).status_code == 200
    assert field in refused.context["adminform"].form.errors
    assert model.objects.filter(**{field: "神器"}).count() == 1
