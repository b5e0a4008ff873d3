import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from catalog.models import ProductVideo
from catalog.services.media_videos import show_video, store_video
from catalog.services.media_work import prepare_medium
from tests.catalog.test_keeping_videos import colour
from tests.factories.catalog import TESTS, MediaAssetFactory, ProductFactory
from tests.support.videos import video

pytestmark = [pytest.mark.django_db, pytest.mark.req("SITE-32")]


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = settings.STORAGES | {
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "private"},
        }
    }


def poster_page(asset):
    return reverse("admin:catalog_mediaasset_poster", args=[asset.pk])


def test_an_editor_chooses_the_picture_by_which_a_video_is_shown(clerk_client, tmp_path):
    with video(tmp_path / "source").open("rb") as file:
        asset = store_video(file=file, name="试穿.avi", actor=TESTS)
    prepare_medium(asset_id=asset.pk)
    asset.refresh_from_db()
    first = asset.poster

    page = clerk_client.get(poster_page(asset)).content.decode()
    clerk_client.post(poster_page(asset), {"second": "1.5"})

    assert default_storage.url(asset.shown) in page
    asset.refresh_from_db()
    assert (colour(first), colour(asset.poster)) == ("red", "blue")
    assert list(asset.outdated) == [first]


@pytest.mark.parametrize("second", ["", "-1", "99", "x", "0_1"])
def test_a_moment_that_the_video_does_not_have_is_refused(clerk_client, second):
    asset = MediaAssetFactory(kind="video", milliseconds=2000, poster="library/a_9x9_p.jpg")

    answer = clerk_client.post(poster_page(asset), {"second": second})

    assert answer.status_code == 200
    assert answer.context["form"].errors["second"]
    asset.refresh_from_db()
    assert asset.poster == "library/a_9x9_p.jpg"


def test_a_picture_has_no_moments(clerk_client):
    assert clerk_client.get(poster_page(MediaAssetFactory())).status_code == 404


def test_an_editor_takes_the_video_off_a_product(clerk_client):
    product, asset = ProductFactory(), MediaAssetFactory(kind="video")
    show_video(product_id=product.pk, asset_id=asset.pk, actor=TESTS)
    page = reverse("admin:catalog_product_change", args=[product.pk])
    take_off = reverse("admin:catalog_mediaasset_take_off", args=[product.pk])

    assert take_off in clerk_client.get(page).content.decode()
    assert clerk_client.get(take_off).status_code == 200
    assert ProductVideo.objects.exists()
    clerk_client.post(take_off)

    assert not ProductVideo.objects.exists()
    assert take_off not in clerk_client.get(page).content.decode()


def test_who_may_not_change_products_cannot_take_their_videos_off(warehouse_client):
    product, asset = ProductFactory(), MediaAssetFactory(kind="video")
    show_video(product_id=product.pk, asset_id=asset.pk, actor=TESTS)

    answer = warehouse_client.post(reverse("admin:catalog_mediaasset_take_off", args=[product.pk]))

    assert answer.status_code == 403
    assert warehouse_client.get(poster_page(asset)).status_code == 403
    assert ProductVideo.objects.exists()
