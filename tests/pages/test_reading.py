import pytest

from marketing.services.article_publishing import withdraw_article
from shop.common.actors import process
from shop.models import SiteSettings
from shop.selectors import forget_site_settings
from tests.factories.catalog import ProductFactory
from tests.factories.content import ArticleFactory, HelpGroupFactory
from tests.support.budget import statements

pytestmark = pytest.mark.django_db


@pytest.mark.req("SITE-15")
def test_articles_are_listed_by_kind_pinned_ones_first(client):
    ArticleFactory(title="旧公告", published=True)
    ArticleFactory(title="置顶公告", is_pinned=True, published=True)
    ArticleFactory(title="新公告", published=True)
    ArticleFactory(title="选购知识", kind="knowledge", published=True)

    everything = client.get("/articles/").context["page"]
    announcements = client.get("/articles/?kind=announcement").context["page"]

    assert (everything[0].title, len(everything)) == ("置顶公告", 4)
    assert [page.title for page in announcements] == ["置顶公告", "新公告", "旧公告"]


@pytest.mark.parametrize("query", ["kind=help", "kind=x", "page=0", "page=%00", "kind="])
def test_strange_parameters_show_the_list(client, query):
    ArticleFactory(title="公告", published=True)

    assert "公告" in client.get(f"/articles/?{query}").content.decode()


def test_an_empty_list_says_so(client):
    assert "Nothing to read here yet" in client.get("/articles/").content.decode()


@pytest.mark.req("SITE-17")
def test_an_article_leads_to_the_goods_it_speaks_of(client):
    shown = ProductFactory(listed=True, price="9.00")
    gone = ProductFactory(price="9.00")
    article = ArticleFactory(products=[shown, gone], published=True)

    listings = client.get(article.get_absolute_url()).context["listings"]

    assert [row.pk for row in listings] == [shown.pk]


@pytest.mark.req("SITE-19")
def test_help_pages_stand_in_their_groups_and_in_the_footer(client):
    paying = HelpGroupFactory(name="支付", position=2)
    ordering = HelpGroupFactory(name="下单", position=1)
    ArticleFactory(help=True, title="怎样付款", help_group=paying, published=True)
    ArticleFactory(help=True, title="怎样下单", help_group=ordering, published=True)

    sections = client.get("/help/").context["reading"].help
    footer = client.get("/categories/").content.decode().partition('class="site-footer"')[2]

    assert [section.name for section in sections] == ["下单", "支付"]
    assert "怎样付款" in footer
    assert "怎样下单" in footer


@pytest.mark.req("SITE-19")
@pytest.mark.parametrize("question", ["支付宝", "支付宝  付款", "%"])
def test_help_is_found_by_every_word_of_a_question(client, question):
    ArticleFactory(
        help=True, title="怎样付款", body="<p>用<strong>支付宝</strong> 100%</p>", published=True
    )
    ArticleFactory(help=True, title="怎样下单", body="<p>购物车</p>", published=True)

    found = client.get("/help/", {"q": question}).context["found"]

    assert [page.title for page in found] == ["怎样付款"]


@pytest.mark.parametrize("question", ["没有", "\0", "<script>", "x" * 999])
def test_a_question_without_an_answer_leads_on(client, question):
    answer = client.get("/help/", {"q": question})

    assert answer.status_code == 200
    assert answer.context["found"] == []
    assert "<script>alert" not in answer.content.decode()


def test_a_withdrawn_help_page_leaves_the_footer_at_once(
    client, django_capture_on_commit_callbacks
):
    guide = ArticleFactory(help=True, title="旧规则", published=True)
    before = client.get("/categories/").content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        withdraw_article(article_id=guide.pk, reason="x", actor=process("tests"))

    assert "旧规则" in before
    assert "旧规则" not in client.get("/categories/").content.decode()


@pytest.mark.req("SEC-24")
@pytest.mark.req("SITE-01")
def test_the_shop_says_who_runs_it(client):
    SiteSettings.objects.create(
        shop_name="开店", company_name="某某商贸有限公司", company_address="嘉兴市某路 1 号",
        telephone="400-000-0000", email="service@shop.example", legal_representative="周某",
        licence_number="91330000DEMO", icp_number="浙ICP备0号", police_number="浙公网安备0号",
    )  # fmt: skip

    about = client.get("/about/").content.decode()
    footer = client.get("/categories/").content.decode().partition('class="site-footer"')[2]

    for said in (
        "某某商贸有限公司", "嘉兴市某路 1 号", "400-000-0000", "service@shop.example",
        "91330000DEMO", "浙ICP备0号", "浙公网安备0号",
    ):  # fmt: skip
        assert said in about
        assert said in footer
    assert "周某" in about


@pytest.mark.req("SITE-01")
def test_staff_change_the_company_and_pages_say_so_at_once(
    clerk_client, client, django_capture_on_commit_callbacks
):
    row = SiteSettings.objects.create(shop_name="开店", company_name="旧名")
    client.get("/about/")
    form = {"shop_name": "开店", "company_name": "新名"}

    with django_capture_on_commit_callbacks(execute=True):
        clerk_client.post(f"/admin/shop/sitesettings/{row.pk}/change/", form)

    assert "新名" in client.get("/about/").content.decode()


@pytest.mark.req("SITE-02")
def test_the_favicon_is_the_one_that_was_chosen(client):
    before = client.get("/favicon.ico")["Location"]
    SiteSettings.objects.create(favicon="site/icon.png")
    forget_site_settings()

    page = client.get("/about/").content.decode()

    assert before.endswith("favicon.svg")
    assert '<link rel="icon" href="/media/site/icon.png">' in page
    assert client.get("/favicon.ico")["Location"] == "/media/site/icon.png"


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/articles/", 5),
        ("/articles/first/", 6),
        ("/help/", 3),
        ("/help/guide/", 5),
        ("/about/", 3),
    ],
)
def test_what_is_read_costs_the_same_with_one_row_and_with_fifty(customer_client, path, most):
    product = ProductFactory(listed=True, price="9.00")
    ArticleFactory(slug="first", products=[product], published=True)
    ArticleFactory(help=True, slug="guide", products=[product], published=True)
    with_one = cost(customer_client, path)

    goods = ProductFactory.create_batch(9, listed=True, price="9.00")
    ArticleFactory.create_batch(49, products=goods, published=True)
    ArticleFactory.create_batch(20, help=True, products=goods, published=True)
    with_fifty = cost(customer_client, path)

    assert len(with_one) == len(with_fifty), "\n".join(with_fifty)
    assert len(with_fifty) <= most, "\n".join(with_fifty)


def cost(client, path):
    client.get(path)  # warms settings, navigation and session
    with statements() as made:
        assert client.get(path).status_code == 200
    return made
