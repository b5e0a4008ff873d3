import io
from typing import Any

import av
import pytest
from django.core.files.storage import default_storage
from PIL import Image

from catalog import video as module
from catalog.errors import MediumOfOtherKind, VideoNotPossible
from catalog.models import MediaAsset, ProductVideo
from catalog.services.media_videos import (
    choose_poster,
    prepare_video,
    remove_video,
    show_video,
    store_video,
)
from catalog.services.media_work import prepare_medium
from tests.factories.catalog import TESTS, MediaAssetFactory, ProductFactory
from tests.support.pictures import picture
from tests.support.videos import turned, video

pytestmark = [pytest.mark.django_db, pytest.mark.req("SITE-31", "CAT-15")]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = settings.STORAGES | {
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "private"},
        }
    }
    return settings.MEDIA_ROOT


def keep(path):
    with path.open("rb") as file:
        return store_video(file=file, name="试穿.avi", actor=TESTS)


@pytest.mark.parametrize("kind", ["avi", "mp4"])
def test_a_video_is_written_anew_in_two_heights_that_begin_to_play_at_once(kind, tmp_path, media):
    asset = keep(video(tmp_path / "source", kind=kind, size=(1280, 960)))

    prepare_medium(asset_id=asset.pk)

    asset.refresh_from_db()
    assert (asset.kind, asset.state, sorted(asset.renditions)) == ("video", "ready", ["480", "720"])
    for height, name in asset.renditions.items():
        content = (media / name).read_bytes()
        assert 0 < content.find(b"moov") < content.find(b"mdat")
        with av.open(str(media / name)) as file:
            pictures, sound = file.streams.video[0], file.streams.audio[0]
            assert (pictures.codec_context.name, pictures.height) == ("h264", int(height))
            assert sound.codec_context.name == "aac"


@pytest.mark.req("SITE-32")
def test_a_video_is_shown_by_a_picture_of_it_that_staff_may_choose(tmp_path):
    asset = keep(video(tmp_path / "source"))
    prepare_medium(asset_id=asset.pk)
    asset.refresh_from_db()
    first = colour(asset.poster)

    choose_poster(asset_id=asset.pk, second=1.5, actor=TESTS)

    asset.refresh_from_db()
    assert (first, colour(asset.poster)) == ("red", "blue")


@pytest.mark.req("SITE-32")
def test_a_video_of_a_telephone_held_upright_is_shown_upright(tmp_path, media):
    asset = keep(turned(video(tmp_path / "source", kind="mp4", size=(640, 360), split=True)))

    prepare_medium(asset_id=asset.pk)

    asset.refresh_from_db()
    assert (asset.width, asset.height, asset.state) == (360, 640, "ready")
    with default_storage.open(asset.poster) as file, Image.open(file) as image:
        poster = image.convert("RGB")
        assert poster.size == (360, 640)
        assert [tint(poster, (180, 20)), tint(poster, (180, 620))] == ["red", "blue"]
    with av.open(str(media / asset.renditions["720"])) as written:
        frame = next(written.decode(video=0))
        assert (frame.width, frame.height, frame.rotation) == (360, 640, 0)
        assert tint(frame.to_image(), (180, 20)) == "red"


@pytest.mark.parametrize(
    "content",
    [b"", b"<script>", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", picture().getvalue()],
    ids=["empty", "script", "playlist", "picture"],
)
def test_what_is_no_video_is_refused_whatever_its_name(content, tmp_path):
    with pytest.raises(VideoNotPossible):
        store_video(file=io.BytesIO(content), name="harmless.mp4", actor=TESTS)

    assert not MediaAsset.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_too_long_a_video_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "MOST_SECONDS", 1)

    with pytest.raises(VideoNotPossible):
        keep(video(tmp_path / "source"))

    assert not MediaAsset.objects.exists()


def test_a_video_that_breaks_off_fails_with_a_reason(monkeypatch, tmp_path):
    asset = keep(video(tmp_path / "source"))
    monkeypatch.setattr(module, "MOST_SECONDS", 1)  # as if its head had lied of its length

    prepare_medium(asset_id=asset.pk)

    asset.refresh_from_db()
    assert asset.state == "failed"
    assert asset.reason


def test_work_on_a_video_goes_on_where_it_stopped(monkeypatch, tmp_path, media):
    asset = keep(video(tmp_path / "source"))
    prepare_video(asset=asset)
    asset.refresh_from_db()
    written = {path: path.stat().st_mtime_ns for path in media.rglob("*.mp4")}

    prepare_medium(asset_id=asset.pk)

    assert {path: path.stat().st_mtime_ns for path in media.rglob("*.mp4")} == written
    asset.refresh_from_db()
    assert asset.state == "ready"


def test_a_product_is_shown_by_one_video_and_no_picture(tmp_path):
    product, photo = ProductFactory(), MediaAssetFactory()
    first, second = MediaAssetFactory(kind="video"), MediaAssetFactory(kind="video")
    show_video(product_id=product.pk, asset_id=first.pk, actor=TESTS)

    show_video(product_id=product.pk, asset_id=second.pk, actor=TESTS)
    with pytest.raises(MediumOfOtherKind):
        show_video(product_id=product.pk, asset_id=photo.pk, actor=TESTS)

    assert ProductVideo.objects.get(product=product).asset == second
    remove_video(product_id=product.pk, actor=TESTS)
    assert not ProductVideo.objects.exists()


def colour(name):
    with default_storage.open(name) as file, Image.open(file) as image:
        return tint(image.convert("RGB"), (20, 20))


def tint(image, place):
    pixel: Any = image.getpixel(place)
    return "red" if pixel[0] > pixel[2] else "blue"
