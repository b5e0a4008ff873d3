"""Nobody runs a script in another's browser by what he types, whatever text of the shop it is."""

from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from catalog.models import HotWord, Product
from catalog.services.detail_pages import clean_detail
from logistics.models import Carrier
from marketing.models import Banner
from shop.common.models import Message
from tests.support.full_shop import open_full_shop
from tests.support.live_markup import ADDED, MARK, SUM, alive
from tests.support.pages_of_the_shop import back_office, storefront
from tests.support.planting import plant

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-24", "SEC-25")]

# Each has a short form for the texts of twenty characters.
ATTEMPTS = {
    "elements": (
        "<script>pwned()</script>", "<img src=x onerror=pwned()>", "<i onclick=pwned()>",
        "</title></textarea><b pwned>", "<!--><b pwned>-->",
    ),
    "attributes": (
        '"><svg/onload=pwned()>', "'><svg/onload=pwned()>", '" onfocus=pwned() autofocus x="',
        "' onfocus=pwned() autofocus x='", '"onload=pwned() x="', "` onload=pwned() `",
    ),
    "addresses": (
        "javascript:pwned()", "java\tscript:pwned()//", "data:text/html,<b pwned>", "//pwned/x",
    ),
    "scripts": (
        "</script><b pwned>", "</script><script>pwned()</script>", "'-pwned()-'", '"-pwned()-"',
        "`${pwned()}`", "\\u003cb pwned\\u003e", "\\\";pwned()//", "\u2028pwned()\u2028",
    ),
    "templates and styles": (
        SUM, "{% pwned %}", "{{ pwned", ";background:url(//pwned)", "</style><b pwned>",
        "}*{x:url(//pwned)}", "\u202epwned\u202c",
    ),
}  # fmt: skip
FOLLOWED = ((Banner, "link"), (HotWord, "link"), (Message, "link"), (Carrier, "query_url"))
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
# Texts that shoppers, staff or imports enter, and pages show: taken by name, so that none is lost.
ENTERED = {
    "catalog.Product.title", "catalog.Product.selling_points", "catalog.Product.detail",
    "catalog.Product.after_sale_policy", "catalog.Product.seo_title", "catalog.Listing.title",
    "catalog.Attribute.name", "catalog.AttributeValue.name", "catalog.ProductAttribute.text",
    "catalog.Sku.name", "catalog.Tag.name", "catalog.Listing.tags", "catalog.Category.name",
    "catalog.Brand.name", "catalog.Brand.story", "catalog.ProductPicture.alt",
    "catalog.ProductPicture.image", "catalog.HotWord.word", "catalog.Synonym.words",
    "catalog.Claim.word", "catalog.Qualification.number",
    "marketing.Review.text", "marketing.Review.author_name", "marketing.ReviewAnswer.text",
    "marketing.ReviewPicture.image", "marketing.Article.title", "marketing.ArticlePage.title",
    "marketing.ArticlePage.summary", "marketing.ArticlePage.body", "marketing.HomeBlock.title",
    "marketing.HomeBlock.text", "marketing.Banner.title", "marketing.Banner.subtitle",
    "customers.User.nickname", "customers.User.name", "customers.Address.name",
    "customers.Address.street", "orders.Order.remark", "orders.Order.staff_note",
    "orders.OrderReceiver.name", "orders.OrderReceiver.street", "orders.OrderLine.title",
    "orders.OrderLine.sku_name", "shop.SiteSettings.shop_name",
    "shop.SiteSettings.description", "shop.SiteSettings.telephone", "common.Message.subject",
    "common.Message.body",
}  # fmt: skip


HTMX = {"HX-Request": "true"}
SHOWING = {
    "home", "category", "brand", "search", "product", "product gone", "reviews", "mine: part",
    "articles", "article", "help", "help page", "cart", "peek", "checkout", "account", "profile",
    "messages", "addresses", "address", "orders", "order", "order to pay", "review", "pay",
    "favourites", "compare", "about", "not there",
}  # fmt: skip


@pytest.fixture
def shop():
    return open_full_shop()


def client_of(person):
    client = Client()
    client.force_login(person, backend="customers.backends.IdentityBackend")
    return client


@pytest.mark.parametrize("kind", ATTEMPTS)
def test_what_is_entered_stays_a_text_on_every_page_of_the_storefront(shop, kind):
    visitor = client_of(shop.customer)
    visitor.post("/compare/add/", {"product": shop.product.number})

    planted = plant(ATTEMPTS[kind])

    assert ENTERED - planted == set()
    pages = storefront(shop)
    answers = {name: visitor.get(path) for name, path in pages.items()}
    fragments = {f"{name}: part": visitor.get(path, headers=HTMX) for name, path in pages.items()}
    to_guests = {f"{name}: guest": Client().get(path) for name, path in pages.items()}
    said = {name: text(page) for name, page in (answers | fragments | to_guests).items()}
    assert {name: found for name, page in said.items() if (found := alive(page))} == {}
    assert {
        name: page.status_code for name, page in answers.items() if page.status_code > 410
    } == {}
    assert {name for name in said if MARK not in said[name]} & SHOWING == set()


@pytest.mark.parametrize("kind", ATTEMPTS)
def test_what_is_entered_stays_a_text_on_every_page_of_the_back_office(shop, kind):
    clerk = client_of(shop.clerk)

    plant(ATTEMPTS[kind])

    pages = {path: clerk.get(path) for path in back_office()}
    for download in (page for page in pages.values() if page.streaming):
        download.close()
    said = {path: text(page) for path, page in pages.items() if is_page(page)}
    assert {path: ran for path, page in said.items() if (ran := alive(page, strict=False))} == {}
    assert {path: page.status_code for path, page in pages.items() if page.status_code > 499} == {}
    assert len([path for path, page in said.items() if MARK in page.split("<main", 1)[-1]]) > 70


@pytest.mark.parametrize("kind", ATTEMPTS)
@pytest.mark.parametrize(
    "path",
    ["/search/?q={}", "/search/?tag={}&brand={}", "/c/goods/?v={}&sort={}", "/help/?q={}",
     "/login/?next={}", "/reviews/P1/?stars={}", "/p/{}-P20260001/", "/{}"],
)  # fmt: skip
def test_what_stands_in_an_address_stays_a_text(shop, kind, path):
    for piece in ATTEMPTS[kind]:
        answer = Client().get(path.replace("{}", piece))

        assert answer.status_code < 500
        assert alive(text(answer)) == []


@pytest.mark.parametrize("kind", ATTEMPTS)
def test_a_form_that_is_refused_shows_what_was_typed_as_a_text(shop, kind):
    visitor = client_of(shop.customer)
    for piece in ATTEMPTS[kind]:
        typed = dict.fromkeys(("name", "phone", "street", "nickname", "birthday", "text"), piece)
        for path in ("/account/addresses/add/", "/account/profile/", "/login/code/", "/register/"):
            answer = visitor.post(path, typed)

            assert answer.status_code < 500
            assert alive(text(answer)) == []


@pytest.mark.parametrize("kind", ATTEMPTS)
def test_maps_of_the_site_stay_well_formed(shop, kind):
    plant(ATTEMPTS[kind])

    index = Client().get("/sitemap.xml").getvalue()
    sections = [urlsplit(said.text or "").path for said in ElementTree.fromstring(index).iter(LOC)]
    assert len(sections) > 2
    for path in sections:
        addresses = list(ElementTree.fromstring(Client().get(path).getvalue()).iter(LOC))
        assert {urlsplit(said.text or "").scheme for said in addresses} <= {"http", "https"}


@pytest.mark.parametrize("kind", ATTEMPTS)
def test_rich_text_loses_what_runs(kind):
    for piece in ATTEMPTS[kind]:
        link = "" if piece.startswith("//") else f'<a href="{piece}">x</a>'

        cleaned = clean_detail(html=f"<p>{piece}</p>{link}<img src='{piece}'><i {piece}>x</i>")

        assert alive(cleaned) == []


@pytest.mark.parametrize(
    "source",
    [
        "//x.example/a",
        "/\\x.example/a",
        "/\t/x.example/a",
        "/&#92;x.example/a",
        "https://x.example/a",
    ],
)
def test_rich_text_shows_no_picture_of_another_site(source):
    own = '<img src="/media/a.webp">'

    cleaned = clean_detail(html=f'<p>text</p><img src="{source}">{own}')

    assert (cleaned.count("<img"), "x.example" in cleaned) == (1, False)


def test_a_link_that_runs_is_refused_by_the_database(shop):
    for model, name in FOLLOWED:
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.update(**{name: "javascript:pwned()"})


def test_no_text_with_a_null_byte_is_stored_or_breaks_a_page(shop):
    visitor = client_of(shop.customer)

    answers = [
        visitor.get("/search/?q=a%00b"),
        visitor.get("/c/goods/?v=%00&min=%00&sort=%00"),
        visitor.get("/help/?q=%00"),
        visitor.post("/account/profile/", {"nickname": "a\0b"}),
        visitor.post("/account/addresses/add/", {"name": "a\0", "street": "\0", "phone": "\0"}),
    ]

    assert max(answer.status_code for answer in answers) < 500
    shop.customer.refresh_from_db()
    assert "\0" not in shop.customer.nickname
    assert Product.objects.filter(title__contains=MARK).count() == 0


CONTEXTS = (
    "<p>{}</p>", '<p title="{}">', "<p title='{}'>", '<a href="{}">', "<script>x = '{}'</script>",
    '<script>x = "{}"</script>', '<p style="color:{}">', "<style>p {{color: {}}}</style>",
    '<script type="application/json">{{"a": "{}"}}</script>', "<textarea>{}", "<p title={}>",
)  # fmt: skip


@pytest.mark.parametrize("kind", ATTEMPTS)
def test_each_attempt_is_seen_where_a_page_lets_it_through(kind):
    missed = [piece for piece in ATTEMPTS[kind] if not any(map(alive, let_through(piece)))]

    assert missed == []


def let_through(piece):
    """Put an attempt where a careless page would."""
    return [context.format(piece.replace(SUM, ADDED)) for context in CONTEXTS]


def is_page(answer):
    return answer.headers.get("Content-Type", "").startswith("text/html")


def text(answer):
    return "" if answer.streaming else answer.content.decode()
