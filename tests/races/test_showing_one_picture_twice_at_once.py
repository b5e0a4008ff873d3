"""The same picture is dropped on one product in two windows at the same moment."""

from functools import partial

import pytest

from catalog.models import Product, ProductPicture
from catalog.models.media import MediaAssetQuerySet
from catalog.services.pictures import show_picture
from tests.factories.catalog import TESTS, MediaAssetFactory, ProductFactory
from tests.support.holding import run_into

pytestmark = [
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
    pytest.mark.req("SITE-28"),
]


def shown_after_a_race():
    product, asset = ProductFactory(), MediaAssetFactory(was_used=True)
    show = partial(show_picture, product_id=product.pk, asset_id=asset.pk, actor=TESTS)

    outcomes = run_into(Product.objects.filter(pk=product.pk), [show, show])

    assert [outcome.error for outcome in outcomes] == [None, None]
    return ProductPicture.objects.filter(product=product).count()


def test_the_second_finds_the_first():
    assert shown_after_a_race() == 1


def test_without_the_lock_it_is_shown_twice(monkeypatch):
    monkeypatch.setattr(
        MediaAssetQuerySet, "lock", lambda rows, asset_id: rows.filter(pk=asset_id).first()
    )

    assert shown_after_a_race() == 2
