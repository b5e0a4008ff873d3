import pytest

from catalog.selectors.skus import product_address
from catalog.services.pictures import add_picture
from tests.factories.catalog import TESTS, ProductFactory, SkuFactory
from tests.support.pictures import picture

pytestmark = [pytest.mark.django_db, pytest.mark.req("SITE-22")]

SCRIPT = '"><script>alert(1)</script>'


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def product():
    product = ProductFactory(title="明前龙井 250g", slug="longjing", listed=True)
    SkuFactory(product=product, price="59.00")
    return product


def test_a_picture_without_a_description_is_described_by_the_title(client, product):
    add_picture(product_id=product.pk, file=picture((800, 800)), actor=TESTS)

    page = client.get(product_address(product.slug, product.number)).content.decode()

    assert 'alt="明前龙井 250g"' in page


def test_a_picture_is_described_by_its_own_words_and_named_by_the_goods(client, product):
    shown = add_picture(
        product_id=product.pk, file=picture((800, 800), name="DSC_01.png"), actor=TESTS, alt="茶汤"
    )

    page = client.get(product_address(product.slug, product.number)).content.decode()

    assert 'alt="茶汤"' in page
    assert str(shown.image).rpartition("/")[2].startswith("longjing-")


def test_a_file_named_like_a_script_stays_harmless_wherever_it_is_shown(
    client, clerk_client, product
):
    shown = add_picture(
        product_id=product.pk,
        file=picture((800, 800), name=f"{SCRIPT}.png"),
        actor=TESTS,
        alt=SCRIPT[:100],
    )

    assert shown.asset.source_name == "script>.png"
    pages = [
        clerk_client.get("/admin/catalog/mediaasset/"),
        clerk_client.get(f"/admin/catalog/mediaasset/{shown.asset_id}/change/"),
        clerk_client.get("/admin/catalog/mediaasset/pick/"),
        clerk_client.get(f"/admin/catalog/mediaasset/choose/{product.pk}/"),
        clerk_client.get(f"/admin/catalog/product/{product.pk}/change/"),
        client.get(product_address(product.slug, product.number)),
    ]
    assert [page.status_code for page in pages] == [200] * len(pages)
    for page in pages:
        assert "<script>alert(1)" not in page.content.decode()
