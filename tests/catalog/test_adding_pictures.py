import io

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from catalog.errors import PictureNotPossible
from catalog.models import Listing, ProductPicture
from catalog.services.pictures import MOST_BYTES, add_picture, remove_picture, update_picture
from tests.factories.catalog import TESTS, ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-02")]


def picture(size=(1000, 1200), kind="PNG", mode="RGB"):
    file = io.BytesIO()
    Image.new(mode, size).save(file, kind)
    file.seek(0)
    return file


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize(
    ("kind", "mode", "ending"),
    [
        ("PNG", "RGBA", ".png"),
        ("JPEG", "CMYK", ".jpg"),
        ("WEBP", "RGB", ".webp"),
        ("PNG", "P", ".png"),
    ],
)
def test_a_picture_is_kept_in_three_widths(kind, mode, ending):
    product = ProductFactory()

    added = add_picture(product_id=product.pk, file=picture(kind=kind, mode=mode), actor=TESTS)

    stem, _, _ = str(added.image).rpartition(".")
    assert str(added.image).endswith(ending)
    for width in (240, 480, 800):
        with default_storage.open(f"{stem}-{width}.webp") as file, Image.open(file) as image:
            assert (image.format, image.width) == ("WEBP", width)
    assert (added.width, added.height) == (1000, 1200)
    assert Listing.objects.get(pk=product.pk).picture == str(added.image)


def test_a_small_picture_is_not_blown_up():
    added = add_picture(product_id=ProductFactory().pk, file=picture((300, 300)), actor=TESTS)

    stem, _, _ = str(added.image).rpartition(".")
    with default_storage.open(f"{stem}-800.webp") as file, Image.open(file) as image:
        assert image.width == 300


@pytest.mark.parametrize(
    "content",
    [b"", b"<script>alert(1)</script>", b"GIF89a" + b"\0" * 40, picture().getvalue()[:200]],
    ids=["empty", "script", "gif", "torn"],
)
def test_what_is_no_picture_is_refused_whatever_its_name(content):
    product = ProductFactory()

    with pytest.raises(PictureNotPossible):
        add_picture(product_id=product.pk, file=io.BytesIO(content), actor=TESTS)

    assert not ProductPicture.objects.exists()


def test_too_large_a_file_is_refused():
    product = ProductFactory()

    with pytest.raises(PictureNotPossible):
        add_picture(product_id=product.pk, file=io.BytesIO(b"\0" * (MOST_BYTES + 1)), actor=TESTS)

    assert not ProductPicture.objects.exists()


def test_more_pixels_than_anybody_needs_are_refused():
    product = ProductFactory()

    with pytest.raises(PictureNotPossible):
        add_picture(product_id=product.pk, file=picture((8000, 6000), mode="1"), actor=TESTS)

    assert not ProductPicture.objects.exists()


def test_the_first_two_pictures_stand_on_the_card():
    product = ProductFactory()
    first, second, third = (
        add_picture(product_id=product.pk, file=picture((10, 10)), actor=TESTS) for _ in range(3)
    )

    update_picture(picture_id=third.pk, actor=TESTS, position=0)
    remove_picture(picture_id=first.pk, actor=TESTS)

    row = Listing.objects.get(pk=product.pk)
    assert (row.picture, row.hover_picture) == (str(third.image), str(second.image))
    assert default_storage.exists(str(first.image))
