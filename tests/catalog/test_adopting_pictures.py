import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from catalog.models import MediaAsset, MediaUse, ProductPicture
from catalog.services.media_work import prepare_medium
from marketing.models import Banner
from shop.services.media_adoption import adopt_all_pictures
from tests.factories.catalog import (
    BrandFactory,
    CategoryFactory,
    MediaAssetFactory,
    ProductFactory,
    ProductPictureFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.req("SITE-28")]


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def stored(name, *, colour="red", widths=(240, 480, 800)):
    file = io.BytesIO()
    Image.new("RGB", (900, 700), colour).save(file, "WEBP")
    stem = name.rpartition(".")[0]
    for path in (name, *(f"{stem}-{width}.webp" for width in widths)):
        default_storage.save(path, ContentFile(file.getvalue()))
    return name


def silent(_words):
    return None


def test_pictures_of_goods_come_into_the_folder_of_their_department_as_they_stand():
    tea = CategoryFactory(name="茶叶", parent=CategoryFactory(name="食品"))
    product = ProductFactory(category=tea)
    shown = ProductPictureFactory(product=product, image=stored("products/a.webp"), alt="红茶")

    assert adopt_all_pictures(say=silent) == 1

    shown.refresh_from_db()
    asset = shown.asset
    assert (asset.shown, asset.alt, asset.state) == ("products/a.webp", "红茶", "ready")
    assert (asset.width, asset.height, asset.was_used) == (900, 700, True)
    assert asset.folder.name == "食品"
    assert asset.folder.parent.parent is None


def test_adopting_twice_adds_nothing_and_keeps_what_was_said_since():
    ProductPictureFactory(image=stored("products/a.webp"))
    ProductPictureFactory(image="products/a.webp")
    ProductPictureFactory(image=stored("products/b.webp", colour="blue"))
    adopt_all_pictures(say=silent)
    MediaAsset.objects.update(alt="描述")

    assert adopt_all_pictures(say=silent) == 0

    assert list(MediaAsset.objects.values_list("alt", flat=True)) == ["描述", "描述"]
    assert not ProductPicture.objects.filter(asset=None).exists()


def test_what_lacks_its_widths_is_left_to_a_worker_and_shown_anew():
    shown = ProductPictureFactory(image=stored("products/a.webp", widths=()))
    adopt_all_pictures(say=silent)

    shown.refresh_from_db()
    assert shown.asset.state == "waiting"
    prepare_medium(asset_id=shown.asset_id)

    shown.refresh_from_db()
    assert str(shown.image) == "products/a_900x700_p.jpg"
    assert default_storage.exists("products/a_900x700_p-480.avif")
    assert default_storage.exists("products/a.webp")


def test_a_file_that_is_gone_or_broken_is_passed_over():
    default_storage.save("products/broken.webp", ContentFile(b"<script>"))
    ProductPictureFactory(image="products/broken.webp")
    ProductPictureFactory(image="products/gone.webp")

    assert adopt_all_pictures(say=silent) == 0

    assert not MediaAsset.objects.exists()


def test_what_banners_categories_and_brands_show_counts_as_used():
    banner = Banner.objects.create(title="早秋", picture=stored("banners/a.webp"), link="/")
    brand = BrandFactory(logo=stored("brands/a.webp", colour="blue"))
    MediaAssetFactory()

    assert adopt_all_pictures(say=silent) == 2

    assert set(MediaUse.objects.values_list("place", "title", "asset__file")) == {
        (f"marketing.banner:{banner.pk}", "早秋", "banners/a.webp"),
        (f"catalog.brand:{brand.pk}", brand.name, "brands/a.webp"),
    }
