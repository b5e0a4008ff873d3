"""Somebody deletes a medium in the very moment in which somebody else begins to show it."""

from functools import partial

import pytest

from catalog.errors import MediumGone, MediumInUse
from catalog.models import MediaAsset, MediaUse, ProductPicture
from catalog.models.media import MediaAssetQuerySet
from catalog.services import media_uses
from catalog.services.media import delete_medium
from catalog.services.media_uses import note_uses
from catalog.services.pictures import show_picture
from marketing.models import Banner
from tests.factories.catalog import TESTS, MediaAssetFactory, ProductFactory
from tests.support.together import run_together

pytestmark = [
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
    pytest.mark.req("SITE-28"),
]

ROUNDS = 6


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def raced(use):
    """Delete a medium and show it at once; return what became of both."""
    asset = MediaAssetFactory()
    outcomes = run_together(
        [partial(delete_medium, asset_id=asset.pk, actor=TESTS), partial(use, asset)]
    )
    return asset, [type(outcome.error) for outcome in outcomes]


def in_a_banner(asset):
    """Keep a banner that names the picture, with its use, as marketing does."""
    note_uses(place="marketing.banner:1", title="早秋", names=[asset.shown])
    Banner.objects.create(title="早秋", picture=asset.shown, link="/")


def test_either_it_is_shown_or_it_is_deleted_never_both():
    product = ProductFactory()

    def on_a_product(asset):
        show_picture(product_id=product.pk, asset_id=asset.pk, actor=TESTS)

    for use in [on_a_product, in_a_banner] * ROUNDS:
        asset, errors = raced(use)

        is_kept = MediaAsset.objects.filter(pk=asset.pk).exists()
        assert errors == ([MediumInUse, type(None)] if is_kept else [type(None), MediumGone])
        MediaUse.objects.all().delete()

    shown = ProductPicture.objects.filter(product=product)
    assert shown.count() == shown.filter(image__in=MediaAsset.objects.values("shown")).count()


def test_without_the_lock_a_banner_shows_what_is_deleted(monkeypatch):
    monkeypatch.setattr(
        media_uses, "_locked", lambda files: MediaAsset.objects.filter(shown__in=set(files))
    )
    monkeypatch.setattr(
        MediaAssetQuerySet, "lock", lambda rows, asset_id: rows.filter(pk=asset_id).first()
    )

    results = [raced(in_a_banner) for _ in range(ROUNDS * 3)]

    clean = ([MediumInUse, type(None)], [type(None), MediumGone])
    assert any(errors not in clean for _asset, errors in results)
