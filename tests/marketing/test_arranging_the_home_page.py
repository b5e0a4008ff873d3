from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.services.listing import add_sold
from marketing.errors import GoodsUnknown
from marketing.models import HomeBlock
from marketing.services.home_blocks import save_home_block
from shop.common.actors import process
from shop.home_page import home_page
from tests.cast import grant
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.content import ArticleFactory, BannerFactory, usual_home
from tests.factories.customers import UserFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/marketing/homeblock/"
PREVIEW = "/home-preview/"
EDITOR = process("tests")


@pytest.fixture(autouse=True)
def _no_blocks():
    HomeBlock.objects.all().delete()


def block(**fields):
    return HomeBlock.objects.create(**{"kind": "text", "text": "<p>x</p>", **fields})


def titles(at=None):
    return [stretch.title for stretch in home_page(at or timezone.now()).stretches]


def goods(kind, at=None):
    shown = {stretch.kind: stretch.data for stretch in home_page(at or timezone.now()).stretches}
    return [row.number for row in shown[kind]["listings"]]


@pytest.mark.req("SITE-11")
def test_blocks_stand_in_their_order_and_in_their_time():
    now = timezone.now()
    block(title="二", position=2)
    block(title="一", position=1)
    block(title="关", position=3, is_active=False)
    block(title="将来", position=4, starts_at=now + timedelta(hours=1))
    block(title="过去", position=5, ends_at=now)

    assert titles(now) == ["一", "二"]
    assert titles(now + timedelta(hours=2)) == ["一", "二", "将来"]


@pytest.mark.req("SITE-12")
def test_staff_look_at_the_home_page_of_a_moment_to_come(client):
    tomorrow = timezone.localtime() + timedelta(days=1)
    block(title="明日专场", starts_at=tomorrow - timedelta(hours=1))
    client.force_login(
        grant(UserFactory(staff=True), "marketing.view_homeblock"),
        backend="customers.backends.IdentityBackend",
    )

    seen = client.get(PREVIEW, {"at": f"{tomorrow:%Y-%m-%dT%H:%M}"}).content.decode()

    assert "明日专场" in seen
    assert "明日专场" not in client.get("/").content.decode()


def test_nobody_else_looks_ahead(client, customer_client, powerless_staff):
    client.force_login(powerless_staff, backend="customers.backends.IdentityBackend")

    assert client.get(PREVIEW).status_code == 403
    assert customer_client.get(PREVIEW).status_code == 302


@pytest.mark.parametrize("at", ["", "nonsense", "2026-02-31T25:61", "\0"])
def test_a_moment_that_cannot_be_read_is_now(clerk_client, at):
    block(title="现在")

    assert "现在" in clerk_client.get(PREVIEW, {"at": at}).content.decode()


@pytest.mark.req("CAT-42")
def test_chosen_goods_stand_first_and_the_best_sellers_fill_up():
    few, most, chosen = (ProductFactory(listed=True, price="9.00") for _ in range(3))
    add_sold(product_id=few.pk, quantity=1)
    add_sold(product_id=most.pk, quantity=9)
    block(kind="ranking", text="", product_numbers=[chosen.number], count=2)

    assert goods("ranking") == [chosen.number, most.number]


@pytest.mark.req("CAT-42")
def test_a_floor_shows_the_goods_of_its_category_in_whole_rows():
    category = CategoryFactory()
    below = CategoryFactory(parent=category)
    ProductFactory.create_batch(5, listed=True, price="9.00", category=below)
    ProductFactory(listed=True, price="9.00", category=CategoryFactory(parent=CategoryFactory()))
    block(kind="floor", text="", category=category)

    assert len(goods("floor")) == 4


def test_what_has_nothing_to_show_is_left_out():
    usual_home(CategoryFactory(is_visible=False))

    assert {stretch.kind for stretch in home_page(timezone.now()).stretches} == {"hero", "promises"}


def test_a_row_of_pictures_shows_the_banners_placed_in_it(client):
    row = block(kind="pictures", text="", title="冬日好物")
    BannerFactory(placement=f"block:{row.pk}", title="围炉煮茶")

    page = client.get("/").content.decode()

    assert "冬日好物" in page
    assert "围炉煮茶" in page


@pytest.mark.req("SITE-15")
def test_a_pinned_announcement_stands_on_the_home_page(client):
    usual_home()
    article = ArticleFactory(title="春节发货安排", is_pinned=True, published=True)

    page = client.get("/").content.decode()

    assert f'class="notice-bar" href="/articles/{article.slug}/"' in page
    assert 'class="notice-text">春节发货安排' in page


def test_goods_that_are_not_there_are_refused():
    wrong = HomeBlock(kind="ranking", product_numbers=["SP0"])

    with pytest.raises(GoodsUnknown):
        save_home_block(block=wrong, actor=EDITOR)

    assert not HomeBlock.objects.exists()


def test_a_block_keeps_only_what_its_kind_uses():
    full = HomeBlock(kind="promises", title="x", count=3, text="<p>x</p>")

    save_home_block(block=full, actor=EDITOR)

    full.refresh_from_db()
    assert (full.title, full.count, full.text) == ("", None, "")


@pytest.mark.parametrize(
    ("fields", "wall"),
    [
        ({"kind": "floor", "text": ""}, "floor_has_category"),
        ({"text": ""}, "text_block_has_text"),
        ({"count": 0}, "block_count_is_possible"),
        ({"starts_at": "2026-02-02T00:00Z", "ends_at": "2026-02-01T00:00Z"}, "block_ends_after"),
    ],
    ids=["floor of nothing", "text without words", "none of it", "over before it begins"],
)
def test_the_database_refuses_what_cannot_be_a_block(fields, wall):
    with pytest.raises(IntegrityError, match=wall), transaction.atomic():
        block(**fields)

    assert not HomeBlock.objects.exists()


def test_a_script_in_a_text_block_does_not_run(client):
    hostile = '<p onclick="x()">好<script>alert(1)</script><img src="https://evil.example/a"></p>'

    save_home_block(block=HomeBlock(kind="text", text=hostile), actor=EDITOR)

    page = client.get("/").content.decode()
    assert "好" in page
    for trace in ("alert(1)", "onclick", "evil.example"):
        assert trace not in page


def test_staff_add_a_block_and_change_the_order(clerk_client):
    first, second = block(title="甲", position=1), block(title="乙", position=2)
    form = {"kind": "new", "title": "刚到的", "position": 3, "is_active": "on", "text": ""}

    added = clerk_client.post(f"{LIST}add/", form)
    sheet = {
        "form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 2, "_save": "Save",
        "form-0-id": first.pk, "form-0-position": 5, "form-0-is_active": "on",
        "form-1-id": second.pk, "form-1-position": 4, "form-1-is_active": "on",
    }  # fmt: skip
    moved = clerk_client.post(f"{LIST}?kind__exact=text", sheet)

    assert (added.status_code, moved.status_code) == (302, 302)
    assert HomeBlock.objects.filter(kind="new", title="刚到的").exists()
    assert titles() == ["乙", "甲"]


def test_the_form_says_what_a_kind_needs(clerk_client):
    answer = clerk_client.post(f"{LIST}add/", {"kind": "floor", "position": 1, "text": ""})

    assert answer.status_code == 200
    assert not HomeBlock.objects.exists()


def test_a_strip_of_flash_sales_that_cannot_show_yet_does_not_claim_to(clerk_client):
    block(title="文字")
    before = clerk_client.get(LIST).text
    block(kind="flash_sale", text="")

    after = clerk_client.get(LIST).text

    assert "nothing to show yet" not in before
    assert "nothing to show yet" in after
