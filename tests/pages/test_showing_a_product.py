import re
from datetime import timedelta

import pytest
from django.utils import formats, timezone

from catalog.models import Product
from catalog.services.media_videos import show_video
from catalog.services.prices import set_price
from catalog.services.take_down import take_down
from tests.factories.catalog import (
    TESTS,
    AttributeFactory,
    AttributeValueFactory,
    MediaAssetFactory,
    ProductAttributeFactory,
    ProductFactory,
    ProductPictureFactory,
    SkuFactory,
    SkuPriceFactory,
)
from tests.factories.inventory import StockLevelFactory

pytestmark = [pytest.mark.django_db, pytest.mark.req("CAT-17")]


def address(product, **query):
    tail = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/p/{product.slug}-{product.number}/" + (f"?{tail}" if tail else "")


@pytest.fixture
def shirt():
    return ProductFactory(listed=True, title="纯棉衬衫", detail="<h2>面料</h2><p>纯棉</p>")


@pytest.fixture
def matrix(shirt):
    """Blue in S and M, white in S only; blue M is sold out."""
    colour = AttributeFactory(
        product_type=shirt.product_type, code="colour", name="颜色", sku_maker=True, position=1
    )
    size = AttributeFactory(
        product_type=shirt.product_type, code="size", name="尺码", sku_maker=True, position=2
    )
    blue, white = (AttributeValueFactory(attribute=colour, name=name) for name in ("蓝", "白"))
    small, medium = (AttributeValueFactory(attribute=size, name=name) for name in ("S", "M"))
    skus = {
        "blue S": SkuFactory(
            product=shirt, values=(blue, small), price="99.00", list_price="129.00"
        ),
        "blue M": SkuFactory(product=shirt, values=(blue, medium), price="99.00"),
        "white S": SkuFactory(product=shirt, values=(white, small), price="89.00"),
    }
    StockLevelFactory(sku=skus["blue S"], on_hand=7)
    StockLevelFactory(sku=skus["white S"], on_hand=35)
    return skus


def options(response):
    return {
        view.option.name: (view.sku_id, view.is_chosen, bool(view.reason))
        for dimension in response.context["offer"].dimensions
        for view in dimension.options
    }


@pytest.mark.req("PRC-01", "CAT-52")
def test_the_page_shows_what_a_shopper_decides_by(client, shirt, matrix):
    ProductPictureFactory(product=shirt)

    page = client.get(address(shirt)).content.decode()

    for shown in ("纯棉衬衫", "<h2>面料</h2>", "¥129.00", shirt.number, "/cart/add/"):
        assert shown in page
    assert "99<small>.00" in page


@pytest.mark.req("CAT-49")
def test_the_stock_shown_is_what_can_be_bought(client, shirt, matrix):
    response = client.get(address(shirt, sku=matrix["white S"].pk))

    offer = response.context["offer"]
    assert (offer.quantity, offer.is_buyable) == (35, True)
    assert "35" in offer.stock_words


def test_a_sku_is_chosen_by_its_address_without_scripts(client, shirt, matrix):
    response = client.get(address(shirt, sku=matrix["white S"].pk))

    assert response.context["offer"].chosen.sku_id == matrix["white S"].pk
    assert f'value="{matrix["white S"].pk}"' in response.content.decode()
    assert options(response) == {
        "蓝": (matrix["blue S"].pk, False, False),
        "白": (matrix["white S"].pk, True, False),
        "S": (matrix["white S"].pk, True, False),
        "M": (matrix["blue M"].pk, False, True),
    }


def test_what_is_sold_out_is_greyed_and_says_so(client, shirt, matrix):
    response = client.get(address(shirt, sku=matrix["blue S"].pk))

    assert options(response)["M"] == (matrix["blue M"].pk, False, True)
    sold_out = client.get(address(shirt, sku=matrix["blue M"].pk))
    assert not sold_out.context["offer"].is_buyable
    assert "disabled" in sold_out.content.decode()


@pytest.mark.parametrize(
    ("was_sold", "reason"),
    [(False, "Not made in this combination"), (True, "No longer sold")],
)
def test_a_combination_that_is_missing_says_why(client, shirt, matrix, was_sold, reason):
    if was_sold:
        blue_m, white_s = matrix["blue M"], matrix["white S"]
        values = (white_s.values.first().value, blue_m.values.last().value)
        SkuFactory(product=shirt, values=values, is_active=False)

    response = client.get(address(shirt, sku=matrix["white S"].pk))

    shown = {
        view.option.name: view.reason
        for dimension in response.context["offer"].dimensions
        for view in dimension.options
    }
    assert shown["M"] == reason
    assert f"data-sku-reason>{reason}</span>" in response.text
    assert len(response.context["sku_data"]["withdrawn"]) == int(was_sold)


def test_the_picker_knows_why_a_sku_is_gone(client, shirt, matrix):
    data = client.get(address(shirt)).context["sku_data"]

    reasons = {row["id"]: row["why_not"] for row in data["skus"]}
    assert reasons == {
        matrix["blue S"].pk: "",
        matrix["blue M"].pk: "Sold out",
        matrix["white S"].pk: "",
    }


@pytest.mark.req("CAT-52")
def test_material_and_use_stand_next_to_the_pictures(client, shirt):
    for code, name, text in (
        ("origin", "产地", "中国"), ("use", "适用场景", "通勤"), ("material", "材质", "棉"),
    ):  # fmt: skip
        attribute = AttributeFactory(product_type=shirt.product_type, code=code, name=name)
        ProductAttributeFactory(product=shirt, attribute=attribute, text=text)

    page = client.get(address(shirt))

    assert [row.name for row in page.context["page"].highlights][:2] == ["适用场景", "材质"]
    assert "通勤" in page.text


def test_pictures_open_at_full_size_without_scripts(client, shirt):
    ProductPictureFactory(product=shirt, image="products/shirt.webp")

    page = client.get(address(shirt)).text

    assert re.search(r'href="/media/products/shirt[^"]*"\s+data-zoom="0"', page)


def test_the_picker_knows_every_sku(client, shirt, matrix):
    data = client.get(address(shirt)).context["sku_data"]

    assert data["selected"] == matrix["blue S"].pk
    assert data["attributes"] == ["colour", "size"]
    row = next(row for row in data["skus"] if row["id"] == matrix["blue S"].pk)
    assert (row["price"], row["list_price"], row["available"]) == ("99.00", "129.00", 7)


@pytest.mark.req("PRC-01")
def test_a_price_for_a_time_says_until_when(client, shirt, matrix):
    until = timezone.now() + timedelta(days=3)
    for sku in matrix.values():
        set_price(
            sku_id=sku.pk,
            kind="sale",
            amount=sku.prices.first().amount - 10,
            actor=TESTS,
            until=until,
        )

    page = client.get(address(shirt), headers={"accept-language": "zh-hans"})

    offer = page.context["offer"]
    assert offer.price.valid_to == until
    assert timezone.localtime(until).strftime("%H:%M") in offer.period_words
    assert sum(step.amount for step in offer.price_steps[:2]) == offer.price.sale


@pytest.mark.parametrize("sku", ["abc", "0", "-1", "9" * 30, "%00", "1.5"])
def test_a_strange_sku_in_the_address_is_ignored(client, shirt, matrix, sku):
    response = client.get(address(shirt, sku=sku))

    assert response.context["offer"].chosen.sku_id == matrix["blue S"].pk


def test_an_old_name_in_the_address_leads_to_the_present_one(client, shirt, matrix):
    response = client.get(f"/p/old-name-{shirt.number}/?sku=3")

    assert response.status_code == 301
    assert response.url == f"/p/{shirt.slug}-{shirt.number}/?sku=3"


@pytest.mark.parametrize("status", [Product.Status.DRAFT, Product.Status.APPROVED])
def test_what_was_never_listed_is_not_found(client, status):
    product = ProductFactory(status=status, price="9.00")

    assert client.get(address(product)).status_code == 404


@pytest.mark.parametrize("path", ["/p/x-NOSUCH1/", "/p/x-%00/", "/p/-/", "/p/x/"])
def test_an_unknown_number_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_a_product_taken_down_says_so_and_leads_on(client, shirt, matrix):
    other = ProductFactory(listed=True, price="9.00", category=shirt.category, title="另一件")
    take_down(product_id=shirt.pk, reason="换季", actor=TESTS)

    response = client.get(address(shirt))

    page = response.content.decode()
    assert response.status_code == 410
    assert "This product has been taken down" in page
    assert other.title in page
    assert "/cart/add/" not in page


def test_a_product_without_pictures_skus_or_prices_still_shows(client):
    bare = ProductFactory(listed=True)
    SkuFactory(product=(unpriced := ProductFactory(listed=True)), price=None)

    assert client.get(address(bare)).status_code == 200
    assert not client.get(address(unpriced)).context["offer"].is_buyable


def test_texts_are_shown_as_texts(client):
    product = ProductFactory(
        listed=True, price="9.00", title="<script>alert(1)</script>", slug="p",
        selling_points='"><img src=x onerror=alert(1)>',
    )  # fmt: skip

    page = client.get(address(product)).content.decode()

    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page


@pytest.mark.req("SITE-31", "SITE-32", "CAT-15")
def test_a_video_is_fetched_only_when_somebody_plays_it(client):
    product = ProductFactory(listed=True)
    files = {"720": "library/tea-720.mp4", "480": "library/tea-480.mp4"}
    asset = MediaAssetFactory(
        kind="video", renditions=files, poster="library/tea-1000_640x360_p.jpg"
    )
    show_video(product_id=product.pk, asset_id=asset.pk, actor=TESTS)

    page = " ".join(client.get(address(product)).content.decode().split())

    assert 'preload="none" poster="/media/library/tea-1000_640x360_p-640.webp"' in page
    assert page.index("/media/library/tea-480.mp4") < page.index("/media/library/tea-720.mp4")


@pytest.mark.req("SITE-20")
def test_the_struck_price_tells_its_own_period(client):
    product = ProductFactory(listed=True)
    sku = SkuFactory(product=product, price="199.00")
    now = timezone.now()
    SkuPriceFactory(
        sku=sku, kind="list", amount="259.00",
        valid_from=now - timedelta(days=3), valid_to=now + timedelta(days=40),
    )  # fmt: skip

    offer = client.get(f"/p/{product.slug}-{product.number}/").context["offer"]

    ends = formats.date_format(timezone.localtime(now + timedelta(days=40)), "DATETIME_FORMAT")
    assert offer.list_period_words.endswith(ends)
    assert offer.list_period_words != offer.period_words


@pytest.mark.req("CAT-52")
@pytest.mark.parametrize(("list_price", "is_hidden"), [("259.00", False), (None, True)])
def test_each_price_is_called_by_its_name(client, list_price, is_hidden):
    product = ProductFactory(listed=True)
    SkuFactory(product=product, price="199.00", list_price=list_price)

    page = " ".join(client.get(address(product)).text.split())

    assert '<span class="price-name">Selling price</span>' in page
    listed = re.search(r'<span class="price-listed"[^>]*>', page).group()
    assert listed.endswith("hidden>") is is_hidden
    assert '<span class="price-name">List price</span>' in page
