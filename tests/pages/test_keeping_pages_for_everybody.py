"""A page is kept for all visitors, and made anew on the request after any change of it."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.models import Category, HotWord, Product, SkuPrice
from catalog.services.listing import refresh_listing, set_in_stock
from catalog.services.prices import set_price
from catalog.services.search_vocabulary import save_hot_word
from catalog.views import offers
from inventory.models import StockLevel
from marketing.models import HomeBlock
from shop.common.actors import process
from shop.models import SiteSettings
from tests.factories.catalog import BrandFactory, CategoryFactory, ProductFactory, SkuFactory
from tests.factories.content import BannerFactory, usual_home
from tests.factories.inventory import StockLevelFactory
from tests.support.budget import statements

pytestmark = pytest.mark.django_db

STOREKEEPER = process("tests")


@pytest.fixture
def goods():
    category = CategoryFactory(slug="goods", parent=CategoryFactory())
    product = ProductFactory(listed=True, category=category, title="Linen shirt", in_stock=True)
    sku = SkuFactory(product=product)
    set_price(sku_id=sku.pk, kind="sale", amount=Decimal("128.00"), actor=STOREKEEPER)
    StockLevelFactory(sku=sku, on_hand=5)
    return product


def address(product):
    return f"/p/{product.slug}-{product.number}/"


def seen(path):
    page = Client().get(path)
    assert page.status_code == 200
    return page.content.decode()


@pytest.mark.parametrize("name", ["product", "list", "search", "home"])
def test_a_page_that_is_kept_costs_the_one_question_whether_it_is_fresh(goods, name):
    usual_home()
    paths = {"list": "/c/goods/", "search": "/search/?q=shirt", "home": "/"}
    path = paths.get(name, address(goods))
    seen(path)

    with statements() as made:
        seen(path)

    assert len(made) == 1


def change_title(product):
    Product.objects.filter(pk=product.pk).update(title="Silk shirt")


def change_detail(product):
    Product.objects.filter(pk=product.pk).update(detail="<p>Woven in Suzhou</p>")


def change_price(product):
    sku = product.skus.get()
    set_price(sku_id=sku.pk, kind="sale", amount=Decimal("4321.00"), actor=STOREKEEPER)


def sell_out(product):
    StockLevel.objects.filter(sku__product=product).update(safety_stock=5)


def rename_category(product):
    Category.objects.filter(pk=product.category_id).update(name="Shirts of summer")


def rename_shop(_product):
    SiteSettings.objects.update_or_create(defaults={"shop_name": "Another shop"})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (change_title, "Silk shirt"),
        (change_detail, "Woven in Suzhou"),
        (change_price, "4321"),
        (sell_out, "Sold out"),
        (rename_category, "Shirts of summer"),
        (rename_shop, "Another shop"),
    ],
)
def test_a_change_shows_on_the_next_request_of_the_product_page(goods, change, words):
    assert words not in seen(address(goods))

    change(goods)

    assert words in seen(address(goods))


@pytest.mark.parametrize("path", ["/c/goods/", "/search/?q=shirt", "/"])
def test_a_change_shows_on_the_next_request_of_a_list(goods, path):
    usual_home()
    before = seen(path)
    assert "Linen shirt" in before
    assert "Sold out" not in before

    change_price(goods)
    set_in_stock(product_id=goods.pk, in_stock=False)

    after = seen(path)
    assert "4321" in after
    assert "Sold out" in after


def test_a_page_is_not_kept_beyond_the_next_price(goods):
    soon = timezone.now() + timedelta(seconds=20)
    set_price(
        sku_id=goods.skus.get().pk, kind="sale", amount=Decimal("77.00"), actor=STOREKEEPER, at=soon
    )
    assert SkuPrice.objects.filter(valid_to=soon).exists()

    with time_machine.travel(soon - timedelta(milliseconds=600), tick=False):
        seen(address(goods))
        with statements() as made:
            seen(address(goods))

    assert len(made) > 1


@pytest.mark.req("CAT-36", "SITE-34")
@pytest.mark.parametrize("path", ["/", "/c/goods/", "/b/maker/", "/search/?q=shirt"])
def test_lists_show_a_planned_price_from_its_moment_on_before_the_rows_follow(goods, path):
    Product.objects.filter(pk=goods.pk).update(brand=BrandFactory(slug="maker"))
    refresh_listing(product_ids=[goods.pk])
    usual_home()
    soon = timezone.now() + timedelta(seconds=20)
    sku_id = goods.skus.get().pk
    for amount, at in (("77.00", soon), ("66.00", soon + timedelta(seconds=5))):
        set_price(sku_id=sku_id, kind="sale", amount=Decimal(amount), actor=STOREKEEPER, at=at)

    with time_machine.travel(soon - timedelta(seconds=2), tick=True):
        assert ">128<" in seen(path)
    with time_machine.travel(soon, tick=True):
        assert ">77<" in seen(path)
    with time_machine.travel(soon + timedelta(seconds=5), tick=True):
        after = seen(path)

    assert ">66<" in after
    assert not {">128<", ">77<"} & set(re.findall(r">\d+<", after))


def plan_banner(**time):
    BannerFactory(title="Planned", **time)


def plan_block(**time):
    HomeBlock.objects.create(kind="text", title="Planned", text="<p>Planned</p>", **time)


def plan_channel_banner(**time):
    BannerFactory(title="Planned", placement="channel:goods", **time)


def plan_hot_word(**time):
    names = {"starts_at": "shows_from", "ends_at": "shows_until"}
    save_hot_word(
        hot_word=HotWord(word="Planned", **{names[name]: at for name, at in time.items()}),
        actor=STOREKEEPER,
    )


@pytest.mark.parametrize("edge", ["starts_at", "ends_at"])
@pytest.mark.parametrize(
    ("plan", "path"),
    [
        (plan_banner, "/"),
        (plan_block, "/"),
        (plan_channel_banner, "/c/goods/"),
        *((plan_hot_word, path) for path in ("/", "/c/goods/", "/b/maker/", "/search/?q=shirt")),
    ],
)
def test_what_is_planned_shows_to_the_moment(
    goods, plan, path, edge, django_capture_on_commit_callbacks
):
    BrandFactory(slug="maker")
    usual_home()
    now = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        plan(**{edge: now + timedelta(seconds=20)})

    with time_machine.travel(now, tick=True):
        before = "Planned" in seen(path)
        assert ("Planned" in seen(path)) == before
    with time_machine.travel(now + timedelta(seconds=21), tick=True):
        after = "Planned" in seen(path)

    assert (before, after) == ((False, True) if edge == "starts_at" else (True, False))


def test_each_visitor_gets_a_token_and_a_nonce_of_their_own(goods):
    seen(address(goods))
    first, second = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)

    pages = [client.get(address(goods)) for client in (first, second)]

    tokens = [field(page, 'name="csrfmiddlewaretoken" value="') for page in pages]
    assert tokens[0] != tokens[1]
    for client, page, token in zip((first, second), pages, tokens, strict=True):
        nonces = {part.split('"')[0] for part in page.content.decode().split('nonce="')[1:]}
        assert all(f"'nonce-{nonce}'" in page["Content-Security-Policy"] for nonce in nonces)
        answer = client.post(
            reverse("shop:set-language"),
            {"language": "en", "csrfmiddlewaretoken": token, "next": "/"},
        )
        assert answer.status_code == 302


def field(page, before):
    return page.content.decode().split(before)[1].split('"')[0]


def test_who_is_signed_in_is_neither_shown_nor_given_a_kept_page(goods, customer_client):
    seen(address(goods))

    with statements() as made:
        page = customer_client.get(address(goods)).content.decode()

    assert len(made) > 1
    assert reverse("customers:logout") in page
    assert reverse("customers:logout") not in seen(address(goods))


def test_a_page_made_while_a_change_was_committed_is_not_kept_as_new(goods, monkeypatch):
    make = offers.make_offer

    def change_meanwhile(*arguments):
        change_title(goods)  # after the page was read, before it is kept
        return make(*arguments)

    monkeypatch.setattr("catalog.views.product_pages.make_offer", change_meanwhile)
    assert "Silk shirt" not in seen(address(goods))
    monkeypatch.undo()

    assert "Silk shirt" in seen(address(goods))
