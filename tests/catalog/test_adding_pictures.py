import pytest
from django.core.files.storage import default_storage
from PIL import Image

from catalog.errors import PictureNotPossible
from catalog.models import Listing, MediaAsset, ProductPicture
from catalog.selectors.pictures import rendition_name
from catalog.services.media_work import prepare_medium
from catalog.services.pictures import (
    MOST_BYTES,
    add_picture,
    remove_picture,
    update_picture,
)
from tests.factories.catalog import TESTS, ProductFactory
from tests.support.pictures import picture


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-02")]


@pytest.mark.req("SITE-29")
@pytest.mark.parametrize(
    ("kind", "mode", "ending"),
    [
        ("PNG", "RGBA", ".png"),
        ("JPEG", "CMYK", ".jpg"),
        ("WEBP", "RGB", ".webp"),
        ("PNG", "P", ".png"),
    ],
)
def test_a_picture_is_shown_at_once_and_in_several_sizes_and_formats_later(kind, mode, ending):
    product = ProductFactory(slug="summer-tea")

    added = add_picture(product_id=product.pk, file=picture(kind=kind, mode=mode), actor=TESTS)
    first_name = str(added.image)
    prepare_medium(asset_id=added.asset_id)

    added.refresh_from_db()
    assert first_name.endswith(f"_1000x1200{ending}")
    assert "/summer-tea-" in first_name
    assert str(added.image).endswith("_1000x1200_p.jpg")
    stem = str(added.image).removesuffix(".jpg")
    for width in (240, 480, 800, 1000):
        for name, format_ in (("avif", "AVIF"), ("webp", "WEBP"), ("jpg", "JPEG")):
            with default_storage.open(f"{stem}-{width}.{name}") as file, Image.open(file) as image:
                assert (image.format, image.width) == (format_, width)
    assert (added.width, added.height) == (1000, 1200)
    assert Listing.objects.get(pk=product.pk).picture == str(added.image)
    assert added.asset.state == MediaAsset.State.READY


@pytest.mark.req("SITE-29")
def test_a_small_picture_is_not_blown_up():
    added = add_picture(product_id=ProductFactory().pk, file=picture((300, 300)), actor=TESTS)

    prepare_medium(asset_id=added.asset_id)

    added.refresh_from_db()
    largest = rendition_name(str(added.image), 800)
    with default_storage.open(largest) as file, Image.open(file) as image:
        assert image.width == 300


def test_too_large_a_file_is_refused():
    product = ProductFactory()

    with pytest.raises(PictureNotPossible):
        add_picture(product_id=product.pk, file=picture(raw=b"\0" * (MOST_BYTES + 1)), actor=TESTS)

    assert not ProductPicture.objects.exists()
    assert not MediaAsset.objects.exists()


def test_the_first_two_pictures_stand_on_the_card():
    product = ProductFactory()
    first, second, third = (
        add_picture(product_id=product.pk, file=picture((side, side)), actor=TESTS)
        for side in (10, 20, 30)
    )

    update_picture(picture_id=third.pk, actor=TESTS, position=0)
    remove_picture(picture_id=first.pk, actor=TESTS)

    row = Listing.objects.get(pk=product.pk)
    assert (row.picture, row.hover_picture) == (str(third.image), str(second.image))
    assert default_storage.exists(str(first.image))
