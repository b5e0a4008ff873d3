"""The picture of a video is found by playing it: the player needs answers in parts."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from catalog.services.media_videos import store_video
from catalog.services.media_work import prepare_medium
from tests.catalog.test_keeping_videos import colour
from tests.catalog.test_uploading_in_a_browser import desk
from tests.factories.catalog import TESTS
from tests.support.videos import video

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.req("SITE-32"),
]

__all__ = ["desk"]  # a fixture

SEEK = "(player, second) => { player.currentTime = second; }"


@pytest.fixture(autouse=True)
def _shop_hands_out_media(monkeypatch):
    """Django's test server would answer films itself, and always whole."""
    monkeypatch.setattr(
        "django.test.testcases._MediaFilesHandler._should_handle", lambda _self, _path: False
    )


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = settings.STORAGES | {
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "private"},
        }
    }


@pytest.fixture
def asset(tmp_path):
    with video(tmp_path / "source").open("rb") as file:
        asset = store_video(file=file, name="试穿.avi", actor=TESTS)
    prepare_medium(asset_id=asset.pk)
    asset.refresh_from_db()
    return asset


def test_where_the_player_stands_is_the_picture_that_is_kept(desk, live_server, asset):
    first = asset.poster
    desk.goto(live_server.url + reverse("admin:catalog_mediaasset_poster", args=[asset.pk]))
    player, second = desk.locator("video"), desk.locator("[data-second]")
    expect(player).to_have_js_property("readyState", 4)

    player.evaluate(SEEK, 1.5)
    expect(second).to_have_value("1.5")
    desk.locator("[data-poster] button[type=submit]").click()
    desk.wait_for_url("**/change/")

    asset.refresh_from_db()
    assert (colour(first), colour(asset.poster)) == ("red", "blue")


def test_the_end_of_a_video_is_a_moment_of_it(desk, live_server, asset):
    desk.goto(live_server.url + reverse("admin:catalog_mediaasset_poster", args=[asset.pk]))
    player, second = desk.locator("video"), desk.locator("[data-second]")
    expect(player).to_have_js_property("readyState", 4)

    player.evaluate("player => { player.currentTime = player.duration + 1; }")
    expect(second).to_have_value("2.1")

    assert second.evaluate("second => second.checkValidity()")
