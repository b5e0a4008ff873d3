import pytest
from django.urls import reverse

from catalog.models import HotWord
from catalog.services.products import update_product
from marketing.models import HomeBlock
from marketing.services.home_blocks import save_home_block
from shop.common.actors import process
from shop.links import all_links
from shop.models import DeadLink
from shop.services.dead_links import check_links, recheck_link
from tests.factories.catalog import TESTS, CategoryFactory, ProductFactory
from tests.factories.content import ArticleFactory, BannerFactory, usual_home

pytestmark = [pytest.mark.django_db, pytest.mark.req("SITE-27")]


@pytest.fixture(autouse=True)
def _at_home(settings):
    settings.SITE_URL = "http://127.0.0.1:8000"
    usual_home()
    HomeBlock.objects.all().delete()


def dead():
    return {(row.address, row.place) for row in DeadLink.objects.all()}


def test_dead_links_are_found_wherever_staff_write_them():
    CategoryFactory(slug="alive")
    ArticleFactory(title="文章", body='<p><a href="/c/gone/">a</a> <a href="/c/alive/">b</a></p>')
    product = ProductFactory(listed=True, price="9.00", title="商品")
    update_product(product_id=product.pk, actor=TESTS, detail='<p><a href="/p/x-SP0/">c</a></p>')
    BannerFactory(title="横幅", link="/articles/gone/")
    text = '<p><img src="/media/gone.webp"><a href="/help/">帮助</a></p>'
    save_home_block(block=HomeBlock(kind="text", title="文字", text=text), actor=process("tests"))

    count = check_links()

    assert count == 4
    assert dead() == {
        ("/c/gone/", "文章"),
        ("/p/x-SP0/", "商品"),
        ("/articles/gone/", "横幅"),
        ("/media/gone.webp", "文字"),
    }


def test_what_leads_on_or_elsewhere_or_asks_to_log_in_is_not_dead():
    body = (
        '<p><a href="/account/">a</a><a href="https://other.example/">b</a>'
        '<a href="mailto:a@b.example">c</a><a href="#d">d</a>'
        '<a href="http://127.0.0.1:8000/help/?q=x#e">e</a></p>'
    )
    ArticleFactory(body=body)

    assert check_links() == 0
    assert dead() == set()


def test_a_whole_address_of_this_shop_is_followed_too():
    ArticleFactory(title="文章", body='<p><a href="http://127.0.0.1:8000/c/gone/">a</a></p>')

    check_links()

    assert dead() == {("http://127.0.0.1:8000/c/gone/", "文章")}


def test_a_mended_link_leaves_the_list_and_a_lasting_one_keeps_its_day():
    ArticleFactory(body='<p><a href="/c/gone/">a</a><a href="/c/later/">b</a></p>')
    check_links()
    first = DeadLink.objects.get(address="/c/gone/").found_at
    CategoryFactory(slug="later")

    check_links()

    (row,) = DeadLink.objects.all()
    assert (row.address, row.found_at) == ("/c/gone/", first)
    assert row.checked_at > first


def test_staff_see_where_a_dead_link_stands_and_follow_it_again(clerk_client):
    article = ArticleFactory(title="文章", body='<p><a href="/c/later/">a</a></p>')
    check_links()
    row = DeadLink.objects.get()
    url = reverse("admin:shop_deadlink_changelist")

    page = clerk_client.get(url).content.decode()
    still_dead = recheck_link(dead_link_id=row.pk)
    CategoryFactory(slug="later")
    clerk_client.post(url, {"action": "recheck", "_selected_action": [row.pk]})

    assert f"/admin/marketing/article/{article.pk}/change/" in page
    assert still_dead is False
    assert not DeadLink.objects.exists()


def test_dead_links_are_on_the_work_list_of_who_mends_them(clerk_client):
    ArticleFactory(body='<p><a href="/c/gone/">a</a></p>')
    check_links()

    work = {
        item.address: item.waiting.count
        for item in clerk_client.get(reverse("admin:index")).context["work"]
    }

    assert work[reverse("admin:shop_deadlink_changelist")] == 1


def test_hot_words_and_the_help_menu_are_followed_too():
    HotWord.objects.create(word="夏装", link="/c/gone/")
    HotWord.objects.create(word="帮助", link="/help/")
    ArticleFactory(help=True, published=True, title="怎么退货", slug="returns")

    check_links()

    assert dead() == {("/c/gone/", "夏装")}
    paths = {(link.path, link.place.name) for link in all_links()}
    assert ("/help/returns/", "怎么退货") in paths
