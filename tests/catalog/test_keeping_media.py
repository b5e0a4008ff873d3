import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image, ImageCms, ImageDraw

from catalog.errors import MediumGone, MediumInUse, PictureNotPossible
from catalog.models import MediaAsset, ProductPicture
from catalog.policies import CatalogPolicies
from catalog.selectors.media_due import media_to_prepare
from catalog.services import media_files
from catalog.services.media import delete_medium, store_picture, try_again
from catalog.services.media_work import prepare_medium
from catalog.services.pictures import add_picture, remove_picture, show_picture, update_picture
from tests.factories.catalog import TESTS, ProductFactory
from tests.support.pictures import picture
from tests.support.policies import decide

pytestmark = pytest.mark.django_db

GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def keep(file=None, **fields):
    return store_picture(file=file or picture((600, 400)), name="a.png", actor=TESTS, **fields)


def mark(text):
    decide(CatalogPolicies, has_watermark=bool(text), watermark_text=text)


def prepare_all():
    for asset_id in media_to_prepare(timezone.now()):
        prepare_medium(asset_id=asset_id)


def photo(**options):
    """A picture as a telephone writes it: left half red, lying on its side, with its place."""
    image = Image.new("RGB", (400, 200), "blue")
    ImageDraw.Draw(image).rectangle((0, 0, 199, 199), fill="red")
    exif = Image.Exif()
    exif[MAKE], exif[ORIENTATION] = "Telephone", 6
    exif.get_ifd(GPS)[1] = "N"
    file = io.BytesIO()
    image.save(file, "JPEG", exif=exif, comment=b"secret words", **options)
    file.seek(0)
    return file


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GIF = picture((9, 9), kind="GIF").getvalue()
TORN = picture((900, 900), kind="JPEG").getvalue()[:-400]
MOVING = picture(
    (9, 9), kind="WEBP", save_all=True, append_images=[Image.new("RGB", (9, 9), "red")], duration=9
).getvalue()


@pytest.mark.req("SITE-29")
@pytest.mark.parametrize(
    "content",
    [b"", b"<html><script>alert(1)</script></html>", SVG, GIF, TORN, MOVING],
    ids=["empty", "page", "svg", "gif", "torn", "moving"],
)
def test_what_is_no_still_picture_is_refused_whatever_its_name(content, media):
    with pytest.raises(PictureNotPossible):
        store_picture(file=picture(raw=content), name="harmless.jpg", actor=TESTS)

    assert not MediaAsset.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]


@pytest.mark.req("SITE-29")
@pytest.mark.parametrize("size", [(8000, 6000), (21_000, 1)], ids=["bomb", "thread"])
def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_unpacked(size):
    with pytest.raises(PictureNotPossible):
        keep(picture(size, mode="1"))

    assert not MediaAsset.objects.exists()


def test_script_hidden_behind_a_picture_is_gone(media):
    content = picture((20, 20), kind="JPEG").getvalue() + b"<script>alert(1)</script>"

    asset = keep(picture(raw=content))
    prepare_medium(asset_id=asset.pk)

    for path in files(media):
        assert b"<script" not in path.read_bytes()


@pytest.mark.req("SITE-29")
def test_pictures_stand_upright_and_tell_nothing_of_where_they_were_taken(media):
    asset = keep(photo())
    prepare_medium(asset_id=asset.pk)

    assert (asset.width, asset.height) == (200, 400)
    for path in files(media):
        with Image.open(path) as image:
            assert not image.getexif()
            assert "comment" not in image.info
            assert image.height == image.width * 2
            pixel: Any = image.convert("RGB").getpixel((image.width // 2, 10))
            assert (pixel[0] > 200, pixel[2] < 60) == (True, True)
        assert b"secret words" not in path.read_bytes()


def test_colours_of_another_space_become_those_of_screens(media):
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    asset = keep(picture((20, 20), kind="PNG", icc_profile=lab))

    with default_storage.open(asset.file) as file, Image.open(file) as image:
        assert "icc_profile" not in image.info


@pytest.mark.req("SITE-22")
@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("夏季碎花连衣裙.PNG", "xia-ji-sui-hua-lian-yi-qun-"),
        ("../../etc/passwd", "passwd-"),
        ("..\\..\\boot.ini", "boot-"),
        ("<script>alert(1)</script>.png", "script-"),
        ("///", "picture-"),
        ("a" * 300 + ".png", "a" * 32 + "-"),
    ],
)
def test_file_names_can_be_read_and_lead_nowhere_else(name, stem, media):
    asset = store_picture(file=picture((20, 20)), name=name, actor=TESTS)

    assert Path(asset.file).name.startswith(stem)
    assert files(media) == [media / asset.file]
    assert len(asset.file) < 90
    assert asset.source_name == name[-200:]


@pytest.mark.req("SITE-28")
def test_the_same_file_is_kept_once_whatever_it_is_called(media):
    first = store_picture(file=picture((20, 20)), name="one.png", actor=TESTS)
    second = store_picture(file=picture((20, 20)), name="two.png", actor=TESTS)

    assert second == first
    assert MediaAsset.objects.count() == 1
    assert len(files(media)) == 1


def test_preparing_twice_changes_nothing(media):
    asset = keep()
    prepare_medium(asset_id=asset.pk)
    written = {path: path.stat().st_mtime_ns for path in files(media)}

    prepare_medium(asset_id=asset.pk)

    assert {path: path.stat().st_mtime_ns for path in files(media)} == written
    asset.refresh_from_db()
    assert (asset.state, asset.attempts, asset.busy_until) == ("ready", 0, None)


def test_a_medium_that_another_process_is_at_is_left_to_it(media):
    asset = keep()
    MediaAsset.objects.update(busy_until=timezone.now() + timedelta(minutes=1))

    prepare_medium(asset_id=asset.pk)

    asset.refresh_from_db()
    assert asset.state == "waiting"
    assert media_to_prepare(timezone.now()) == []
    assert media_to_prepare(timezone.now() + timedelta(minutes=2)) == [asset.pk]


def test_what_a_dead_process_left_half_written_is_written_anew(media):
    asset = keep()
    torn = media / asset.file.replace(".png", "_p-240.avif")
    torn.write_bytes(b"half")

    prepare_medium(asset_id=asset.pk)

    with Image.open(torn) as image:
        assert (image.format, image.width) == ("AVIF", 240)


@pytest.mark.parametrize(
    "again", [lambda asset: try_again(asset_id=asset.pk, actor=TESTS), lambda _asset: keep()],
    ids=["by its button", "sent once more"],
)  # fmt: skip
def test_a_picture_that_cannot_be_prepared_fails_with_a_reason_and_can_be_tried_again(
    monkeypatch, media, again
):
    asset = keep()
    with monkeypatch.context() as patch:
        patch.setattr(media_files, "encoded", lambda *_: 1 / 0)
        for _ in range(3):
            prepare_medium(asset_id=asset.pk)
            MediaAsset.objects.update(busy_until=None)
    asset.refresh_from_db()
    failed_with = (asset.state, bool(asset.reason), asset.shown == asset.file)

    again(asset)
    prepare_medium(asset_id=asset.pk)

    assert failed_with == ("failed", True, True)
    asset.refresh_from_db()
    assert (asset.state, asset.reason) == ("ready", "")


@pytest.mark.req("SITE-30")
def test_only_detail_pictures_carry_the_watermark_and_only_while_it_is_wanted(media):
    product = ProductFactory()
    asset = keep()
    main = show_picture(product_id=product.pk, asset_id=asset.pk, actor=TESTS)
    detail = show_picture(product_id=product.pk, asset_id=asset.pk, actor=TESTS, role="detail")
    original = (media / asset.file).read_bytes()

    mark("开店")
    prepare_all()
    shown = names(main, detail)
    mark("另一家")
    prepare_all()
    shown_next = names(main, detail)
    mark("")
    prepare_all()

    asset.refresh_from_db()
    assert shown[0] == shown_next[0] == asset.shown
    assert shown[1] != shown[0]
    assert shown_next[1] not in {shown[0], shown[1]}
    assert names(main, detail) == [asset.shown, asset.shown]
    assert (media / asset.file).read_bytes() == original
    with Image.open(media / shown[0]) as plain, Image.open(media / shown[1]) as drawn:
        assert len(plain.getcolors(9999)) < 5 < len(drawn.convert("L").getcolors(9999))


@pytest.mark.req("SITE-30")
def test_a_detail_picture_that_becomes_a_main_one_loses_its_watermark(media):
    mark("开店")
    added = add_picture(
        product_id=ProductFactory().pk, file=picture((50, 50)), actor=TESTS, role="detail"
    )
    prepare_all()
    (marked,) = names(added)

    update_picture(picture_id=added.pk, actor=TESTS, role="main")
    prepare_all()

    assert "_w" in marked
    assert names(added) == [MediaAsset.objects.get().shown]


@pytest.mark.req("SITE-28")
def test_what_is_in_use_is_not_deleted(media):
    added = add_picture(product_id=ProductFactory().pk, file=picture((50, 50)), actor=TESTS)

    with pytest.raises(MediumInUse):
        delete_medium(asset_id=added.asset_id, actor=TESTS)

    assert ProductPicture.objects.get().asset_id == MediaAsset.objects.get().pk
    assert len(files(media)) == 1


@pytest.mark.req("SITE-28")
def test_what_was_never_used_goes_with_its_files(media, django_capture_on_commit_callbacks):
    asset = keep()
    prepare_medium(asset_id=asset.pk)

    with django_capture_on_commit_callbacks(execute=True):
        delete_medium(asset_id=asset.pk, actor=TESTS)

    assert not MediaAsset.objects.exists()
    assert files(media) == []


def test_files_that_an_order_may_point_at_stay(media, django_capture_on_commit_callbacks):
    added = add_picture(product_id=ProductFactory().pk, file=picture((50, 50)), actor=TESTS)
    remove_picture(picture_id=added.pk, actor=TESTS)

    with django_capture_on_commit_callbacks(execute=True):
        delete_medium(asset_id=added.asset_id, actor=TESTS)

    assert not MediaAsset.objects.exists()
    assert len(files(media)) == 1


def test_what_was_deleted_cannot_be_put_to_use():
    asset = keep()
    delete_medium(asset_id=asset.pk, actor=TESTS)

    with pytest.raises(MediumGone):
        show_picture(product_id=ProductFactory().pk, asset_id=asset.pk, actor=TESTS)

    assert not ProductPicture.objects.exists()


def files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def names(*pictures):
    return [str(ProductPicture.objects.get(pk=one.pk).image) for one in pictures]
