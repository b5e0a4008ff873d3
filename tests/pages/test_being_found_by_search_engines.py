import json
import re

import pytest
from django.utils import timezone

from catalog.models import Listing, Product
from catalog.selectors.addresses import BLOCK
from catalog.services.categories import delete_category, update_category
from catalog.services.products import update_product
from catalog.services.vocabulary import save_brand
from shop.models import SiteSettings
from shop.selectors import forget_site_settings
from tests.factories.catalog import (
    TESTS,
    BrandFactory,
    CategoryFactory,
    ProductFactory,
    ProductPictureFactory,
    ProductTypeFactory,
)
from tests.factories.content import ArticleFactory, usual_home
from tests.support.budget import statements

pytestmark = pytest.mark.django_db

SITE = "http://shop.example"
FACTS = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = SITE


@pytest.fixture
def category():
    return CategoryFactory(name="连衣裙", slug="dresses", parent=CategoryFactory(name="服饰"))


@pytest.fixture
def product(category):
    return ProductFactory(
        listed=True, price="59.00", in_stock=True, category=category, title="雪纺连衣裙",
        slug="雪纺连衣裙", brand=BrandFactory(name="岚枝", slug="lanzhi"), selling_points="轻薄",
    )  # fmt: skip


def address(product):
    return f"/p/{product.slug}-{product.number}/"


def facts(client, path):
    """What a page says to machines, by type."""
    page = client.get(path).content.decode()
    found = [json.loads(text) for text in FACTS.findall(page)]
    return {fact["@type"]: fact for fact in found}


def head(client, path):
    page = client.get(path).content.decode().partition("</head>")[0]
    tags = dict(re.findall(r'<meta (?:name|property)="([^"]+)"\s+content="([^"]*)"', page))
    links = dict(re.findall(r'<link rel="(canonical)" href="([^"]*)"', page))
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    return {"title": " ".join(title.group(1).split()), **tags, **links}


@pytest.mark.req("SITE-23")
def test_a_product_says_what_it_is_what_it_costs_and_where_it_stands(client, product):
    ProductPictureFactory(product=product, image="products/a.webp")
    Listing.objects.filter(pk=product.pk).update(rating="4.50", rating_count=12)

    said = facts(client, address(product))

    assert said["Product"]["name"] == "雪纺连衣裙"
    assert said["Product"]["brand"]["name"] == "岚枝"
    assert said["Product"]["image"] == [f"{SITE}/media/products/a-800.webp"]
    assert said["Product"]["offers"] | {"url": "", "seller": ""} == {
        "@type": "Offer", "price": "59.00", "priceCurrency": "CNY", "url": "", "seller": "",
        "availability": "https://schema.org/InStock",
        "itemCondition": "https://schema.org/NewCondition",
    }  # fmt: skip
    assert said["Product"]["aggregateRating"]["ratingValue"] == "4.50"
    assert said["Product"]["aggregateRating"]["reviewCount"] == 12
    steps = said["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in steps] == ["Home", "服饰", "连衣裙", "雪纺连衣裙"]
    assert steps[2]["item"] == f"{SITE}/c/dresses/"


@pytest.mark.req("SITE-23")
def test_an_unrated_product_claims_no_rating(client, product):
    assert "aggregateRating" not in facts(client, address(product))["Product"]


@pytest.mark.req("SITE-23")
def test_the_home_page_names_the_shop_and_how_to_search_it(client):
    SiteSettings.objects.create(shop_name="开店", company_name="某公司", telephone="400-0")

    said = facts(client, "/")

    assert said["Organization"]["name"] == "某公司"
    target = said["WebSite"]["potentialAction"]["target"]["urlTemplate"]
    assert target == f"{SITE}/search/?q={{search_term_string}}"


@pytest.mark.parametrize(
    "hostile", ["</script><script>alert(1)</script>", "<!--<script>", "a&b'\""]
)
def test_no_title_breaks_out_of_the_facts(client, product, hostile):
    update_product(product_id=product.pk, actor=TESTS, title=hostile, selling_points=hostile)

    page = client.get(address(product)).content.decode()

    assert facts(client, address(product))["Product"]["name"] == hostile
    assert "<script>alert(1)" not in page
    assert "<!--<script>" not in page


@pytest.mark.req("SITE-20")
@pytest.mark.req("SITE-21")
def test_pages_have_words_of_their_own_for_search_engines(client, product, category):
    usual = head(client, address(product))
    update_product(
        product_id=product.pk, actor=TESTS, seo_title="真丝雪纺裙", seo_description="夏天的裙子",
        seo_keywords="裙子,雪纺",
    )  # fmt: skip
    update_category(category_id=category.pk, actor=TESTS, seo_title="连衣裙大全")

    chosen = head(client, address(product))

    assert usual["title"].startswith("雪纺连衣裙 ·")
    assert usual["description"].strip() == "轻薄"
    assert chosen["title"].startswith("真丝雪纺裙 ·")
    assert (chosen["description"].strip(), chosen["keywords"]) == ("夏天的裙子", "裙子,雪纺")
    assert head(client, "/c/dresses/")["title"].startswith("连衣裙大全 ·")


@pytest.mark.req("SITE-02")
def test_the_home_page_is_titled_as_operators_say(client):
    SiteSettings.objects.create(title="首页标题", keywords="甲,乙", description="一家小店")
    forget_site_settings()

    said = head(client, "/")

    assert (said["title"], said["keywords"], said["description"].strip()) == (
        "首页标题", "甲,乙", "一家小店",
    )  # fmt: skip


@pytest.mark.req("SITE-20")
def test_a_shared_page_shows_its_picture_and_words(client, product):
    ProductPictureFactory(product=product, image="products/a.webp")
    update_product(product_id=product.pk, actor=TESTS)

    said = head(client, address(product))

    assert said["og:title"] == "雪纺连衣裙"
    assert said["og:image"] == f"{SITE}/media/products/a-800.webp"
    assert said["twitter:card"] == "summary_large_image"


@pytest.mark.req("SITE-20")
@pytest.mark.parametrize(
    ("path", "canonical", "robots"),
    [
        ("/", f"{SITE}/", None),
        ("/?utm_source=x", f"{SITE}/", None),
        ("/c/dresses/", f"{SITE}/c/dresses/", None),
        ("/c/dresses/?page=1", f"{SITE}/c/dresses/", None),
        ("/c/dresses/?sort=price", None, "noindex, follow"),
        ("/c/dresses/?v=colour:1", None, "noindex, follow"),
        ("/b/lanzhi/", f"{SITE}/b/lanzhi/", None),
        ("/b/lanzhi/?min=3", None, "noindex, follow"),
        ("/search/?q=x", None, "noindex"),
        ("/help/?q=x", None, "noindex, follow"),
        ("/cart/", None, "noindex"),
        ("/nowhere/", None, "noindex"),
    ],
)
def test_each_page_has_one_address(client, product, path, canonical, robots):
    said = head(client, path)

    assert said.get("canonical") == canonical
    assert (said.get("robots") or "").startswith(robots or "")
    assert robots is not None or "robots" not in said


def test_every_further_page_of_a_list_has_an_address_of_its_own(client, category):
    ProductFactory.create_batch(25, listed=True, price="59.00", category=category)

    assert head(client, "/c/dresses/?page=2")["canonical"] == f"{SITE}/c/dresses/?page=2"


def test_a_product_has_one_address_whatever_was_chosen(client, product):
    said = head(client, f"{address(product)}?sku=1")

    assert said["canonical"].startswith(f"{SITE}/p/%E9%9B%AA")


def test_languages_share_an_address_and_say_so(client, product):
    page = client.get("/c/dresses/").content.decode()

    languages = re.findall(r'hreflang="([^"]+)" href="([^"]+)"', page)
    assert languages == [
        ("zh-Hans", f"{SITE}/c/dresses/"), ("x-default", f"{SITE}/c/dresses/"),
    ]  # fmt: skip


@pytest.mark.req("SITE-20")
def test_a_category_that_moved_is_found_at_its_old_address(client, category, product):
    update_category(category_id=category.pk, actor=TESTS, slug="skirts")
    update_category(category_id=category.pk, actor=TESTS, slug="long-skirts")

    answer = client.get("/c/dresses/?sort=price")

    assert (answer.status_code, answer["Location"]) == (301, "/c/long-skirts/?sort=price")
    assert client.get("/c/skirts/")["Location"] == "/c/long-skirts/"


def test_a_new_category_takes_an_old_address_over(client, category):
    update_category(category_id=category.pk, actor=TESTS, slug="skirts")

    CategoryFactory(name="新连衣裙", slug="dresses")

    assert "新连衣裙" in client.get("/c/dresses/").content.decode()


def test_an_old_address_of_what_is_gone_is_not_found(client):
    category = CategoryFactory(slug="a")
    update_category(category_id=category.pk, actor=TESTS, slug="b")
    delete_category(category_id=category.pk, actor=TESTS)

    assert client.get("/c/a/").status_code == 404


@pytest.mark.req("SITE-20")
def test_a_brand_that_moved_is_found_at_its_old_address(client, product):
    brand = product.brand
    brand.slug = "lan-zhi"
    save_brand(brand=brand, actor=TESTS)

    answer = client.get("/b/lanzhi/?page=2")

    assert (answer.status_code, answer["Location"]) == (301, "/b/lan-zhi/?page=2")


@pytest.mark.req("SITE-21")
def test_a_product_with_a_wrong_name_in_its_address_leads_to_the_right_one(client, product):
    answer = client.get(f"/p/wrong-{product.number}/")

    assert answer.status_code == 301
    assert answer["Location"].endswith(f"-{product.number}/")


@pytest.mark.req("SITE-20")
def test_every_page_has_one_main_heading(customer_client, product):
    usual_home()
    ArticleFactory(slug="a", published=True)
    ArticleFactory(help=True, slug="h", published=True)
    paths = [
        "/", "/categories/", "/c/dresses/", address(product), "/brands/", "/b/lanzhi/",
        "/search/?q=裙", "/articles/", "/articles/a/", "/help/", "/help/h/", "/about/", "/cart/",
        "/account/", "/account/orders/", "/account/addresses/", "/account/messages/", "/nowhere/",
    ]  # fmt: skip

    counts = {
        path: len(re.findall(r"<h1\b", customer_client.get(path, follow=True).content.decode()))
        for path in paths
    }

    assert counts == dict.fromkeys(paths, 1)


@pytest.mark.req("SITE-22")
def test_every_picture_has_a_text_or_says_that_it_needs_none(client, product):
    ProductPictureFactory(product=product, image="products/a.webp", alt="雪纺连衣裙 正面")
    usual_home()

    for path in ("/", "/c/dresses/", address(product)):
        pictures = re.findall(r"<img\b[^>]*>", client.get(path).content.decode())
        assert [tag for tag in pictures if "alt=" not in tag] == []
    assert 'alt="雪纺连衣裙 正面"' in client.get(address(product)).content.decode()


def locations(text):
    return re.findall(r"<loc>(.*?)</loc>", text)


@pytest.mark.req("SITE-20")
def test_the_map_of_the_shop_names_every_page(client, product, category):
    ArticleFactory(slug="a", published=True)
    ArticleFactory(slug="draft")
    ProductFactory(price="9.00")
    CategoryFactory(slug="empty")

    maps = locations(client.get("/sitemap.xml").content.decode())
    pages = [
        place
        for address in maps
        for place in locations(
            b"".join(client.get(address.removeprefix(SITE)).streaming_content).decode()
        )
    ]

    assert f"{SITE}/c/empty/" not in pages
    shown = {f"{SITE}/", f"{SITE}/c/dresses/", f"{SITE}/b/lanzhi/", f"{SITE}/articles/a/"}
    assert shown <= set(pages)
    assert sum("/p/" in place for place in pages) == 1
    assert not any("draft" in place for place in pages)
    assert len(pages) == len(set(pages))


def many_products(count, category, first=1):
    kind = ProductTypeFactory()
    return Product.objects.bulk_create(
        Product(
            pk=first + place, number=f"SPX{first + place}", title="x", slug="x", status="listed",
            category=category, product_type=kind, first_listed_at=timezone.now(),
        )
        for place in range(count)
    )  # fmt: skip


@pytest.mark.req("SITE-20")
def test_the_map_of_many_products_comes_in_blocks_with_one_query_each(client):
    category = CategoryFactory(parent=CategoryFactory())
    many_products(BLOCK, category, first=BLOCK)
    many_products(3, category, first=9 * BLOCK)
    client.get("/sitemap.xml")

    with statements() as of_index:
        maps = locations(client.get("/sitemap.xml").content.decode())
    with statements() as of_block:
        answer = client.get("/sitemaps/products-1.xml")
        parts = list(answer.streaming_content)

    blocks = [address for address in maps if "products" in address]
    assert blocks == [f"{SITE}/sitemaps/products-1.xml", f"{SITE}/sitemaps/products-9.xml"]
    assert len(locations(b"".join(parts).decode())) == BLOCK
    assert max(map(len, parts)) < 100_000  # nothing is gathered before it is sent
    assert len(of_index) == 1
    assert len(of_block) <= 6  # one cursor, read a few thousand at a time


@pytest.mark.parametrize(
    "section", ["nothing", "products", "products-x", "products-99999999999", "products-99999"]
)
def test_a_map_that_is_not_there_is_not_found(client, section):
    assert client.get(f"/sitemaps/{section}.xml").status_code == 404


@pytest.mark.req("SITE-20")
def test_robots_are_told_where_to_look_and_where_not(client):
    text = client.get("/robots.txt").content.decode()

    assert f"Sitemap: {SITE}/sitemap.xml" in text
    assert "Disallow: /admin/" in text
    assert "Disallow: /c/" not in text
