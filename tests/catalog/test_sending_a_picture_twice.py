import pytest

from catalog.models import MediaAsset, ProductPicture
from catalog.services.pictures import add_picture, show_picture
from tests.catalog.test_working_on_products import form_of
from tests.factories.catalog import TESTS, AttributeValueFactory, MediaAssetFactory, ProductFactory
from tests.support.pictures import picture

pytestmark = [pytest.mark.django_db, pytest.mark.req("SITE-28")]

LIBRARY = "/admin/catalog/mediaasset/"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_file_that_is_dropped_again_is_the_first_one_and_people_are_told(clerk_client):
    product = ProductFactory()
    same, other = (30, 30), (40, 40)
    files = [picture(size, name=f"{place}.png") for place, size in enumerate([same, other, same])]

    page = clerk_client.post(f"{LIBRARY}upload/{product.pk}/", {"role": "main", "files": files})

    notes = [answer.note for answer in page.context["answers"]]
    assert notes == ["", "", "The product shows this picture already."]
    assert "The product shows this picture already." in page.content.decode()
    assert list(product.pictures.order_by("position").values_list("width", flat=True)) == [30, 40]


def test_pictures_of_the_library_that_are_shown_already_are_not_shown_twice(clerk_client):
    product, asset, new = ProductFactory(), MediaAssetFactory(), MediaAssetFactory()
    first = show_picture(product_id=product.pk, asset_id=asset.pk, actor=TESTS)

    page = clerk_client.post(
        f"{LIBRARY}choose/{product.pk}/",
        {"role": "main", "chosen": [asset.pk, new.pk]},
        follow=True,
    )

    assert list(product.pictures.order_by("pk").values_list("asset", flat=True)) == [
        asset.pk,
        new.pk,
    ]
    assert product.pictures.earliest("pk") == first
    assert "shows 1 of these pictures already" in page.content.decode()


def test_the_same_picture_may_stand_in_the_detail_and_for_a_colour():
    product, asset, red = ProductFactory(), MediaAssetFactory(), AttributeValueFactory()

    for said in ({}, {"role": "detail"}, {"value_id": red.pk}):
        show_picture(product_id=product.pk, asset_id=asset.pk, actor=TESTS, **said)

    assert product.pictures.count() == 3


def test_what_is_newly_said_of_a_picture_counts():
    product = ProductFactory()
    first = add_picture(product_id=product.pk, file=picture((30, 30)), actor=TESTS, alt="正面")

    again = add_picture(
        product_id=product.pk, file=picture((30, 30)), actor=TESTS, alt="红茶", position=7
    )
    unsaid = add_picture(product_id=product.pk, file=picture((30, 30)), actor=TESTS)

    assert again.pk == unsaid.pk == first.pk
    assert (unsaid.alt, unsaid.position) == ("红茶", 7)
    assert MediaAsset.objects.count() == 1


def test_a_picture_that_is_taken_away_and_sent_again_at_once_stays(clerk_client):
    product = ProductFactory()
    first = add_picture(product_id=product.pk, file=picture((30, 30)), actor=TESTS)
    address = f"/admin/catalog/product/{product.pk}/change/"

    sent = form_of(clerk_client, product) | {
        "pictures-0-DELETE": "on",
        "new_pictures": [picture((30, 30), name="a.png")],
    }
    page = clerk_client.post(address, sent, follow=True)

    assert list(ProductPicture.objects.values_list("pk", flat=True)) == [first.pk]
    assert "shows 1 of these pictures already" in page.content.decode()
