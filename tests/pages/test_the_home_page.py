import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.services.listing import add_sold
from marketing.models import Banner
from shop.models import SiteSettings
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.content import usual_home
from tests.factories.orders import pay, place
from tests.support.events import deliver_pending

pytestmark = [pytest.mark.django_db, pytest.mark.req("SITE-05")]


@pytest.fixture
def floor():
    category = CategoryFactory(name="家居", slug="home-goods")
    usual_home(category)
    return category


def stretches(response):
    """What each block of the page shows, by its kind."""
    return {stretch.kind: stretch.data for stretch in response.context["stretches"]}


def test_the_home_page_shows_who_sells_what(client, floor):
    SiteSettings.objects.create(
        shop_name="云上开店", telephone="400-000-0000", icp_number="京ICP备0号"
    )
    below = CategoryFactory(name="收纳", parent=floor)
    product = ProductFactory(listed=True, price="19.00", title="收纳箱", category=below)
    add_sold(product_id=product.pk, quantity=3)

    response = client.get("/")

    page = response.content.decode()
    for shown in ("云上开店", "400-000-0000", "京ICP备0号", "家居", "收纳", "收纳箱"):
        assert shown in page
    assert stretches(response)["floor"]["category"].name == "家居"
    assert [row.pk for row in stretches(response)["ranking"]["listings"]] == [product.pk]
    assert "/admin" not in page
    assert "sandbox" not in page


def test_an_empty_shop_still_has_a_home_page(client):
    assert client.get("/").status_code == 200


def test_banners_show_in_their_time_only(client):
    usual_home()
    now = timezone.now()
    for title, start, end in (
        ("过去", now - timedelta(days=2), now - timedelta(days=1)),
        ("现在", now - timedelta(days=1), None),
        ("将来", now + timedelta(days=1), None),
    ):
        Banner.objects.create(
            title=title, picture="banners/a.webp", link="/c/x/", starts_at=start, ends_at=end
        )

    shown = stretches(client.get("/"))["hero"]["heroes"]
    assert [banner.title for banner in shown] == ["现在"]


def test_phones_get_the_picture_that_was_made_for_them(client):
    usual_home()
    Banner.objects.create(
        title="宽", picture="banners/wide.webp", phone_picture="banners/phone.webp", link="/"
    )

    page = client.get("/").content.decode()

    (hero,) = re.findall(r"<picture>.*?</picture>", page, re.DOTALL)
    (source,) = re.findall(r"<source [^>]*>", hero)
    assert 'media="(max-width: 47.99rem)"' in source
    assert "banners/phone.webp" in source
    assert "banners/wide.webp" in hero


def test_a_banner_without_a_picture_for_phones_shows_the_wide_one_everywhere(client):
    usual_home()
    Banner.objects.create(title="宽", picture="banners/wide.webp", link="/")

    page = client.get("/").content.decode()

    assert "banners/wide.webp" in page
    assert "<source" not in re.findall(r"<picture>.*?</picture>", page, re.DOTALL)[0]


def test_a_floor_is_covered_by_its_own_picture(client, floor):
    ProductFactory(listed=True, price="19.00", category=floor)
    Banner.objects.create(
        title="高", placement=f"floor:{floor.slug}", picture="banners/tall.webp", link="/"
    )

    page = client.get("/").content.decode()

    (cover,) = re.findall(r'<img class="floor-banner-cover"[^>]*>', page)
    assert "banners/tall.webp" in cover
    assert 'height="1200"' in cover


@pytest.mark.parametrize("link", ["javascript:alert(1)", "//evil.example", "data:x", ""])
def test_a_banner_leads_to_an_address_only(link):
    with pytest.raises(IntegrityError, match="banner_link"), transaction.atomic():
        Banner.objects.create(title="x", picture="banners/a.webp", link=link)

    assert not Banner.objects.exists()


def test_a_signed_in_person_is_greeted(customer_client):
    usual_home()
    assert "小明" in customer_client.get("/").content.decode()


def test_who_is_signed_in_sees_how_many_orders_wait(customer, customer_client):
    place(customer)
    pay(place(customer))
    deliver_pending()
    usual_home()

    page = customer_client.get("/").content.decode()

    links = re.findall(r'href="/account/orders/([^"]*)"><strong>(\d+)</strong>', page)
    assert links == [
        ("?tab=to_pay", "1"),
        ("?tab=to_ship", "1"),
        ("?tab=to_receive", "0"),
        ("", "2"),
    ]


@pytest.mark.req("SITE-34")
def test_pictures_keep_their_place_and_those_below_are_fetched_late(client, floor):
    ProductFactory.create_batch(4, listed=True, price="19.00", category=floor)
    Banner.objects.create(title="一", picture="banners/a.webp", link="/")
    Banner.objects.create(title="二", picture="banners/b.webp", link="/")

    pictures = re.findall(r"<img\b[^>]*>", client.get("/").content.decode())

    assert [tag for tag in pictures if not re.search(r'width="\d+"[^>]*height="\d+"', tag)] == []
    eager = [tag for tag in pictures if 'loading="lazy"' not in tag]
    assert len(eager) == 1
    assert 'fetchpriority="high"' in eager[0]
