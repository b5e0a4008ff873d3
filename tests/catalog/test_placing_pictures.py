import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from catalog.errors import MediumGone, MediumInUse, MediumOfOtherKind, PictureNotPossible
from catalog.models import MediaAsset, MediaUse
from catalog.selectors.media import unused, with_use_counts
from catalog.services import media
from catalog.services.media import delete_medium
from catalog.services.media_placing import picture_to_place, place_picture, store_photo
from catalog.services.media_uses import forget_uses, note_uses
from catalog.services.media_work import LEASE, prepare_medium
from catalog.services.products import update_product
from tests.factories.catalog import TESTS, MediaAssetFactory, ProductFactory
from tests.support.pictures import picture

pytestmark = [pytest.mark.django_db, pytest.mark.req("SITE-28", "SITE-29")]

PLACE = "marketing.banner:1"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_picture_for_a_place_has_its_renditions_at_once():
    asset = place_picture(
        file=picture((500, 250)), name="DSC_1.png", words="早秋", folder="横幅", actor=TESTS
    )

    assert (asset.state, asset.folder.name) == ("ready", "横幅")
    assert asset.shown.rpartition("/")[2].startswith("zao-qiu-")
    stem = asset.shown.removesuffix(".jpg")
    for ending, kind in (("avif", "AVIF"), ("webp", "WEBP"), ("jpg", "JPEG")):
        with default_storage.open(f"{stem}-480.{ending}") as file, Image.open(file) as image:
            assert (image.format, image.size) == (kind, (480, 240))


@pytest.mark.django_db(transaction=True)
def test_no_worker_takes_a_picture_away_before_it_has_its_renditions(monkeypatch):
    def begin(_task, *, asset_id):
        MediaAsset.objects.filter(pk=asset_id).update(busy_until=timezone.now() + LEASE)

    monkeypatch.setattr(media, "hand_over", begin)

    asset = place_picture(file=picture((30, 20)), name="a.png", actor=TESTS)

    assert asset.shown.endswith("_30x20_p.jpg")


def test_what_cannot_be_prepared_is_no_picture_for_a_place():
    failed = MediaAssetFactory(state="failed", reason="坏", renditions={})

    with pytest.raises(PictureNotPossible, match="坏"):
        picture_to_place(asset_id=failed.pk)
    with pytest.raises(MediumOfOtherKind):
        picture_to_place(asset_id=MediaAssetFactory(kind="video").pk)
    with pytest.raises(MediumGone):
        picture_to_place(asset_id=0)


@pytest.mark.req("SEC-24")
def test_a_photo_of_a_shopper_is_no_part_of_the_library_and_tells_nothing():
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Telephone", 6

    name = store_photo(
        file=picture((2000, 1000), kind="JPEG", name="home.jpg", exif=exif), stem="reviews/photo"
    )

    assert name.startswith("reviews/photo-")
    assert name.endswith("_1000x2000_p.jpg")
    with default_storage.open(name) as file, Image.open(file) as image:
        assert image.height > image.width
        assert not image.getexif()
    assert not MediaAsset.objects.exists()


@pytest.mark.parametrize(
    "said",
    [
        "library/p-{n:012d}_800x800.png",
        "library/p-{n:012d}_800x800_p.jpg",
        "library/p-{n:012d}_800x800_p-480.webp",
        "library/p-{n:012d}_800x800_w0123abcd-800.jpg",
    ],
    ids=["file", "look", "rendition", "rendition with a watermark"],
)
def test_what_a_place_shows_stays_whichever_file_of_it_is_named(said):
    asset = MediaAssetFactory()
    number = int(asset.file.split("-")[1].split("_")[0])

    note_uses(place=PLACE, title="早秋", names=[said.format(n=number)])

    with pytest.raises(MediumInUse):
        delete_medium(asset_id=asset.pk, actor=TESTS)
    assert vars(with_use_counts(MediaAsset.objects.all()).get())["use_count"] == 1
    assert not unused(MediaAsset.objects.all()).exists()


def test_what_a_place_no_longer_shows_is_free_again():
    first, second = MediaAssetFactory(), MediaAssetFactory()
    note_uses(place=PLACE, title="a", names=[first.shown, "", "static/other.png"])

    note_uses(place=PLACE, title="b", names=[second.shown])

    assert list(MediaUse.objects.values_list("asset", "title")) == [(second.pk, "b")]
    forget_uses(place=PLACE)
    delete_medium(asset_id=second.pk, actor=TESTS)
    first.refresh_from_db()
    assert first.was_used


def test_a_place_cannot_show_what_was_deleted():
    asset = MediaAssetFactory()
    delete_medium(asset_id=asset.pk, actor=TESTS)

    with pytest.raises(MediumGone):
        note_uses(place=PLACE, title="a", names=[asset.shown])

    assert not MediaUse.objects.exists()


def test_pictures_in_the_detail_page_of_a_product_count_as_used():
    asset, product = MediaAssetFactory(), ProductFactory(title="红茶")

    update_product(
        product_id=product.pk, actor=TESTS, detail=f'<p><img src="/media/{asset.shown}" alt=""></p>'
    )

    use = MediaUse.objects.get(asset=asset)
    assert (use.place, use.title) == (f"catalog.product:{product.pk}", "")
    update_product(product_id=product.pk, actor=TESTS, detail="<p>无图</p>")
    assert not MediaUse.objects.exists()


def test_a_picture_of_before_the_library_gets_its_renditions_when_a_text_takes_it():
    asset = place_picture(file=picture((300, 200)), name="a.png", actor=TESTS)
    MediaAsset.objects.update(renditions={}, shown=asset.file)

    taken = picture_to_place(asset_id=asset.pk)

    assert taken.shown.endswith("_300x200_p.jpg")
    prepare_medium(asset_id=asset.pk)
