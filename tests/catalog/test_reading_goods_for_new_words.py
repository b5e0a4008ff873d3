"""A word that is forbidden today stands on the shelf since yesterday."""

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog.models import Claim, Product, ProductFlag
from catalog.services.claim_flags import flag_claims
from catalog.services.claims import waive_claim
from catalog.services.products import update_product
from shop.celery import SCHEDULE
from shop.common.actors import person
from shop.work import work_for
from tests.factories.catalog import ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-22", "SEC-29")]
LIST = reverse("admin:catalog_product_changelist")


@pytest.fixture
def dress():
    ProductFactory(listed=True, title="裙子")
    ProductFactory(title="绝绝子草稿")
    return ProductFactory(listed=True, title="绝绝子连衣裙")


def flagged():
    return list(ProductFlag.objects.open().values_list("product", "kind"))


def forbid(word="绝绝子"):
    return Claim.objects.create(word=word, kind=Claim.Kind.SUPERLATIVE)


def waiting(member):
    lists = {item.address: item.waiting.count for item in work_for(member, timezone.now())}
    return lists[f"{LIST}?flag=claims"]


def test_goods_with_a_new_word_come_to_the_work_list_and_stay_on_sale(dress, clerk, clerk_client):
    forbid()

    flag_claims()
    flag_claims()

    assert flagged() == [(dress.pk, "claims")]
    assert waiting(clerk) == 1
    shown = clerk_client.get(LIST, {"flag": "claims"}).context["cl"].result_list
    assert [product.pk for product in shown] == [dress.pk]
    assert Product.objects.get(pk=dress.pk).is_live


def test_goods_leave_the_list_when_their_text_is_mended_or_answered_for(dress, clerk):
    other = ProductFactory(listed=True, title="绝绝子上衣")
    forbid()
    flag_claims()

    update_product(product_id=dress.pk, actor=person(clerk.pk), title="连衣裙")
    waive_claim(product_id=other.pk, word="绝绝子", reason="商标", actor=person(clerk.pk))

    assert flagged() == []
    flag_claims()
    assert waiting(clerk) == 0


@pytest.mark.parametrize("way", ["entered", "switched on", "deleted"])
def test_a_change_of_the_words_has_the_goods_read_anew(
    dress, clerk_client, monkeypatch, django_capture_on_commit_callbacks, way
):
    handed: list[str] = []
    monkeypatch.setattr("catalog.services.claim_flags.hand_over", handed.append)
    word = forbid("某词")
    data = {"word": "绝绝子", "kind": "superlative", "severity": "block", "is_active": "on"}
    page = {
        "entered": reverse("admin:catalog_claim_add"),
        "switched on": reverse("admin:catalog_claim_change", args=[word.pk]),
        "deleted": reverse("admin:catalog_claim_delete", args=[word.pk]),
    }[way]

    with django_capture_on_commit_callbacks(execute=True):
        clerk_client.post(page, data | {"post": "yes"})

    assert handed == ["catalog.tasks.flag_claims"]


def test_the_shelf_is_read_every_night():
    assert SCHEDULE["flag-claims"]["task"] == "catalog.tasks.flag_claims"
