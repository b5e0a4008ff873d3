from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import transaction

from catalog.models import Product, Sku, SkuPrice, Tag
from shop.common.copying import copy_rows
from shop.common.events import Event, EventOutsideTransaction, publish_all
from shop.common.models import OutboxDelivery, OutboxEvent
from tests.common.examples import KettleBoiled
from tests.factories.catalog import SkuFactory, TagFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class LidLifted(Event):
    """Nobody hears it."""

    reference: str


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "纯棉 短袖",
        "a\tb",
        "a\nb\r\nc",
        r"\N",
        r"C:\new",
        "'; DROP --",
        "\u3000全角",
        "\\.",
    ],
    ids=repr,
)
def test_every_text_is_copied_as_it_is(text):
    copy_rows(Tag, ("name", "kind"), [(text, Tag.Kind.HOT)])

    assert Tag.objects.get().name == text


def test_a_zero_byte_is_dropped_because_no_text_can_hold_it():
    copy_rows(Tag, ("name", "kind"), [("a\0b", "hot")])

    assert Tag.objects.get().name == "ab"


def test_values_of_every_kind_are_copied():
    sku = SkuFactory(price=None)

    copy_rows(
        SkuPrice,
        ("sku", "kind", "amount", "currency", "valid_from", "valid_to"),
        [(sku.pk, "sale", Decimal("59.90"), "CNY", NOON, None)],
    )

    price = SkuPrice.objects.get(sku=sku)
    assert (price.amount, price.valid_from, price.valid_to) == (Decimal("59.90"), NOON, None)


def test_rows_are_found_among_keys_and_words():
    first, other = SkuFactory(code="T-1"), SkuFactory(code="T'2")
    TagFactory(name="通勤")

    assert set(Sku.objects.filter(pk__among={first.pk, 10**12})) == {first}
    assert set(Sku.objects.filter(code__among=["T'2", "none"])) == {other}
    assert set(Sku.objects.filter(product_id__among=[other.product_id])) == {other}
    assert set(Product.objects.filter(skus__code__among=("T-1",))) == {first.product}
    assert not Sku.objects.filter(pk__among=[]).exists()
    assert not Tag.objects.filter(name__among=set()).exists()


def test_many_events_are_stored_when_somebody_hears_them(subscribed):
    with transaction.atomic():
        publish_all([KettleBoiled(reference="K1"), KettleBoiled(reference="K2")])

    assert OutboxEvent.objects.count() == OutboxDelivery.objects.count() == 2


def test_many_events_that_nobody_hears_are_not_stored():
    with transaction.atomic():
        publish_all([LidLifted(reference="K1"), LidLifted(reference="K2")])

    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_events_need_a_transaction(subscribed):
    with pytest.raises(EventOutsideTransaction):
        publish_all([KettleBoiled(reference="K1")])
