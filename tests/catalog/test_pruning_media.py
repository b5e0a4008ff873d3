from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from catalog.models import MediaAsset, ProductPicture
from catalog.policies import CatalogPolicies
from catalog.selectors.media_due import media_to_prepare
from catalog.services.media_pruning import prune_outdated
from catalog.services.media_work import prepare_medium
from catalog.services.pictures import add_picture, update_picture
from orders.models import OrderLine
from orders.selectors.pictures import pictures_in_orders
from shop.tasks import prune_media
from tests.factories.catalog import TESTS, MediaAssetFactory, ProductFactory
from tests.factories.orders import place
from tests.support.pictures import picture
from tests.support.policies import decide

pytestmark = [pytest.mark.django_db, pytest.mark.req("SITE-30")]


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def marked():
    """A detail picture whose watermark was changed: the look with the old one is out of use."""
    watermark("旧")
    shown = add_picture(
        product_id=ProductFactory().pk, file=picture((300, 200)), actor=TESTS, role="detail"
    )
    prepare_medium(asset_id=shown.asset_id)
    shown.refresh_from_db()
    before = str(shown.image)
    watermark("新")
    prepare_medium(asset_id=shown.asset_id)
    shown.refresh_from_db()
    return Marked(picture=shown, old=before)


@dataclass
class Marked:
    picture: ProductPicture
    old: str


def watermark(text):
    decide(CatalogPolicies, has_watermark=True, watermark_text=text)


def in_days(days):
    return timezone.now() + timedelta(days=days)


def files(name):
    stem = name.removesuffix(".jpg")
    return [name, *(f"{stem}-{width}.{kind}" for width in (240, 300) for kind in ("avif", "jpg"))]


def test_an_old_watermark_goes_after_a_week_with_all_its_widths(marked):
    assert prune_outdated(pointed_at=pictures_in_orders, at=in_days(6)) == 0
    assert all(map(default_storage.exists, files(marked.old)))

    assert prune_outdated(pointed_at=pictures_in_orders, at=in_days(8)) == 1

    assert not any(map(default_storage.exists, files(marked.old)))
    assert all(map(default_storage.exists, files(str(marked.picture.image))))
    asset = MediaAsset.objects.get()
    assert (asset.outdated, asset.busy_until) == ({}, None)
    assert default_storage.exists(asset.file)
    assert prune_outdated(pointed_at=pictures_in_orders, at=in_days(9)) == 0


def test_what_an_order_shows_stays(marked, customer):
    place(customer)
    OrderLine.objects.update(picture=marked.old)

    assert prune_outdated(pointed_at=pictures_in_orders, at=in_days(8)) == 0

    assert all(map(default_storage.exists, files(marked.old)))


def test_a_watermark_that_comes_back_is_drawn_anew_and_stays(marked):
    prune_outdated(pointed_at=pictures_in_orders, at=in_days(8))
    watermark("旧")

    for asset_id in media_to_prepare(timezone.now()):
        prepare_medium(asset_id=asset_id)

    marked.picture.refresh_from_db()
    assert str(marked.picture.image) == marked.old
    assert all(map(default_storage.exists, files(marked.old)))
    assert list(MediaAsset.objects.get().outdated) != [marked.old]


def test_what_a_worker_is_at_is_left_to_it(marked):
    MediaAsset.objects.update(busy_until=in_days(9))

    assert prune_outdated(pointed_at=pictures_in_orders, at=in_days(8)) == 0

    assert default_storage.exists(marked.old)


def test_a_former_poster_goes_and_the_present_one_stays(settings):
    asset = MediaAssetFactory(
        kind="video",
        poster="library/film-2000_10x10_p.jpg",
        outdated={"library/film-1000_10x10_p.jpg": in_days(-8).isoformat()},
    )
    for name in (asset.poster, *asset.outdated):
        default_storage.save(name, picture((10, 10)))

    prune_media()

    assert not default_storage.exists("library/film-1000_10x10_p.jpg")
    assert default_storage.exists(asset.poster)


def test_a_picture_that_becomes_a_main_one_leaves_its_watermark_behind(marked):
    update_picture(picture_id=marked.picture.pk, actor=TESTS, role="main")
    prepare_medium(asset_id=marked.picture.asset_id)

    assert prune_outdated(pointed_at=pictures_in_orders, at=in_days(8)) == 2

    marked.picture.refresh_from_db()
    assert all(map(default_storage.exists, files(str(marked.picture.image))))
