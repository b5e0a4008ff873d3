from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import override_settings

from catalog.models import Listing, Product, ProductPicture, Qualification, Sku
from catalog.selectors.qualifications import unqualified_products
from customers.models import User
from inventory.models import StockLevel, StockMovement
from inventory.selectors.availability import available_quantities
from logistics.models import Carrier, FreightTemplate, ProductFreight
from marketing.audits import ratings_agree
from marketing.models import Favourite, Review, ReviewAnswer
from shop.common.audit import run_audits
from shop.common.models import OutboxDelivery
from shop.demo.catalogue.shelf import selection
from shop.demo.loading.whole import is_loaded, load_demo_shop

TODAY = date(2026, 11, 22)


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="module", autouse=True)
def loaded(shared_transaction, media):
    """The small shop, loaded once for all tests of this file."""
    with override_settings(MEDIA_ROOT=media):
        yield load_demo_shop(today=TODAY, size=0, say=lambda _what: None)


def test_the_small_shop_holds_what_its_plan_says():
    products = selection(0)

    assert Product.objects.live().count() == len(products) == 8
    assert set(Sku.objects.values_list("barcode", flat=True)) == {
        sku.barcode for product in products for sku in product.skus()
    }
    assert Carrier.objects.count() == 5
    assert ProductFreight.objects.count() == 8
    assert FreightTemplate.objects.filter(is_default=True).count() == 1
    assert User.objects.staff().count() == 10


@pytest.mark.req("CAT-24", "CAT-28")
def test_sensitive_goods_have_their_documents_and_pre_sales_their_terms():
    ends_soon = Qualification.objects.running_out(TODAY + timedelta(days=30))

    assert [str(row) for row in ends_soon] == ["食品经营许可证 JY13101000000001"]
    assert unqualified_products(TODAY) == []
    pre_sales = Product.objects.filter(status=Product.Status.PRE_SALE)
    assert pre_sales.count() == pre_sales.exclude(pre_sale_terms=None).count() == 1


def test_every_picture_lies_where_its_row_says_in_three_widths(media):
    for picture in ProductPicture.objects.all():
        whole = media / picture.image.name

        assert whole.exists()
        for width in (240, 480, 800):
            assert whole.with_name(f"{whole.stem}-{width}.webp").exists()


@pytest.mark.req("INV-01")
def test_the_stock_is_in_the_ledger_and_the_edges_are_there(loaded):
    last_piece = loaded.goods.skus["SP2026005-驼色-L"]
    sold_out = loaded.goods.skus["SP2026042-陶红"]

    assert available_quantities([last_piece, sold_out]) == {last_piece: 1, sold_out: 0}
    assert StockLevel.objects.count() == StockMovement.objects.filter(kind="initial").count()
    assert not StockLevel.objects.filter(bin=None).exists()
    assert not Listing.objects.filter(in_stock=False).exists()


def test_nothing_waits_and_every_book_is_right():
    assert not OutboxDelivery.objects.exclude(state=OutboxDelivery.State.DONE).exists()
    assert {name: found for name, found in run_audits().items() if found} == {}


def test_loading_twice_changes_nothing(settings):
    settings.SANDBOX_URL = ""
    before = Product.objects.count()
    said = StringIO()

    call_command("load_demo_shop", size=0, stdout=said)

    assert is_loaded()
    assert Product.objects.count() == before
    assert said.getvalue() == "The demo shop is loaded already.\n"


@pytest.mark.req("CAT-40")
def test_shoppers_have_said_what_they_think_and_the_ratings_follow(loaded):
    assert Review.objects.shown().exists()
    assert Review.objects.filter(has_pictures=True).exists()
    assert ReviewAnswer.objects.exists()
    assert Favourite.objects.exists()
    assert list(ratings_agree()) == []
