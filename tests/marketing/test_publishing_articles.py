from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from marketing.errors import (
    ArticleAddressTaken,
    ArticleNotComplete,
    ArticleNotPublic,
    MomentHasPassed,
    PolicyUnknown,
    WriterPublishes,
)
from marketing.models import Article, ArticleHistory, ArticlePage
from marketing.policies import ContentPolicies
from marketing.services.article_publishing import (
    publish_article,
    publish_due_article,
    return_article,
    schedule_article,
    submit_article,
    withdraw_article,
)
from marketing.services.article_writing import revise_article, write_article
from orders.policies import OrderPolicies
from shop.common.actors import person, process
from shop.common.errors import TransitionRefused
from shop.services.roles import ensure_roles, give_role
from tests.factories.content import ArticleFactory, HelpGroupFactory
from tests.factories.customers import UserFactory
from tests.support.policies import decide

pytestmark = [pytest.mark.django_db, pytest.mark.req("SITE-16")]

CLOCK = process("tests")


@pytest.fixture
def writer():
    return person(UserFactory(staff=True).pk)


@pytest.fixture
def publisher():
    return person(UserFactory(staff=True).pk)


@pytest.fixture
def article(writer):
    return write_article(
        kind="announcement", title="春节安排", body="<p>照常发货</p>", actor=writer
    )


@pytest.fixture
def checked(article, writer):
    return submit_article(article_id=article.pk, actor=writer)


def seen(article, client):
    return client.get(f"/articles/{article.slug}/").status_code == 200


def state(article):
    article.refresh_from_db()
    return article.status


def test_an_article_is_written_checked_and_published_by_somebody_else(
    article, writer, publisher, client
):
    before = seen(article, client)

    submit_article(article_id=article.pk, actor=writer)
    in_check = seen(article, client)
    publish_article(article_id=article.pk, actor=publisher)

    assert (before, in_check, seen(article, client)) == (False, False, True)
    history = ArticleHistory.objects.filter(article=article).order_by("pk")
    assert [(row.from_state, row.to_state, row.actor_user_id) for row in history] == [
        ("", "draft", writer.user_id),
        ("draft", "in_check", writer.user_id),
        ("in_check", "published", publisher.user_id),
    ]


def test_the_writer_does_not_publish(checked, writer, client):
    with pytest.raises(WriterPublishes):
        publish_article(article_id=checked.pk, actor=writer)

    assert state(checked) == "in_check"
    assert not seen(checked, client)


def test_the_writer_does_not_schedule_either(checked, writer):
    with pytest.raises(WriterPublishes):
        schedule_article(article_id=checked.pk, at=timezone.now() + timedelta(days=1), actor=writer)

    assert state(checked) == "in_check"


def test_who_changes_a_text_becomes_its_writer(checked, publisher):
    revise_article(article_id=checked.pk, body="<p>改</p>", actor=publisher)
    submit_article(article_id=checked.pk, actor=publisher)

    with pytest.raises(WriterPublishes):
        publish_article(article_id=checked.pk, actor=publisher)

    assert not ArticlePage.objects.exists()


def test_a_shop_of_one_may_publish_its_own_words(checked, writer, client):
    decide(ContentPolicies, two_people=False)

    publish_article(article_id=checked.pk, actor=writer)

    assert seen(checked, client)


def test_a_draft_is_not_published_unchecked(article, publisher):
    with pytest.raises(TransitionRefused):
        publish_article(article_id=article.pk, actor=publisher)

    assert state(article) == "draft"
    assert not ArticlePage.objects.exists()


def test_an_article_without_words_is_not_checked(writer):
    empty = write_article(kind="news", title="空", body="<p> </p>", actor=writer)

    with pytest.raises(ArticleNotComplete):
        submit_article(article_id=empty.pk, actor=writer)

    assert state(empty) == "draft"


def test_a_returned_article_is_with_its_writer_again(checked, publisher):
    return_article(article_id=checked.pk, actor=publisher, reason="日期不对")

    last = ArticleHistory.objects.latest("pk")
    assert (state(checked), last.reason) == ("draft", "日期不对")


def test_readers_see_the_published_text_until_the_new_one_is_published(
    checked, writer, publisher, client
):
    publish_article(article_id=checked.pk, actor=publisher)

    revise_article(article_id=checked.pk, body="<p>停发两天</p>", actor=writer)
    meanwhile = client.get(f"/articles/{checked.slug}/").content.decode()
    submit_article(article_id=checked.pk, actor=writer)
    publish_article(article_id=checked.pk, actor=publisher)
    afterwards = client.get(f"/articles/{checked.slug}/").content.decode()

    assert "照常发货" in meanwhile
    assert "停发两天" not in meanwhile
    assert "停发两天" in afterwards


def test_a_scheduled_article_publishes_itself(checked, publisher, client):
    moment = timezone.now() + timedelta(hours=2)
    schedule_article(article_id=checked.pk, at=moment, actor=publisher)

    publish_due_article(article_id=checked.pk, actor=CLOCK)
    before = seen(checked, client)
    publish_due_article(article_id=checked.pk, actor=CLOCK, at=moment)
    publish_due_article(article_id=checked.pk, actor=CLOCK, at=moment)

    assert (before, seen(checked, client), state(checked)) == (False, True, "published")


def test_nothing_is_scheduled_for_the_past(checked, publisher):
    with pytest.raises(MomentHasPassed):
        schedule_article(article_id=checked.pk, at=timezone.now(), actor=publisher)

    assert state(checked) == "in_check"


def test_a_withdrawn_article_is_gone(checked, publisher, client):
    publish_article(article_id=checked.pk, actor=publisher)

    withdraw_article(article_id=checked.pk, reason="过期", actor=publisher)

    assert (seen(checked, client), state(checked)) == (False, "withdrawn")


def test_what_readers_do_not_see_is_not_withdrawn(checked, publisher):
    with pytest.raises(ArticleNotPublic):
        withdraw_article(article_id=checked.pk, reason="x", actor=publisher)

    assert state(checked) == "in_check"


def test_two_articles_never_live_at_one_address(checked, writer, publisher):
    publish_article(article_id=checked.pk, actor=publisher)
    revise_article(article_id=checked.pk, slug="moved-away", actor=writer)
    other = ArticleFactory(slug="春节安排")
    submit_article(article_id=other.pk, actor=writer)

    with pytest.raises(ArticleAddressTaken):
        publish_article(article_id=other.pk, actor=publisher)

    assert [page.article_id for page in ArticlePage.objects.all()] == [checked.pk]


@pytest.mark.req("SITE-20")
def test_an_old_address_leads_straight_to_the_present_one(writer, publisher, client):
    article = ArticleFactory(slug="one", published=True)
    for slug in ("two", "three"):
        revise_article(article_id=article.pk, slug=slug, actor=writer)
        submit_article(article_id=article.pk, actor=writer)
        publish_article(article_id=article.pk, actor=publisher)

    answers = [client.get(f"/articles/{slug}/") for slug in ("one", "two")]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (301, "/articles/three/"),
        (301, "/articles/three/"),
    ]


@pytest.mark.req("SITE-20")
def test_an_old_address_never_hides_a_living_page(writer, publisher, client):
    moved = ArticleFactory(slug="news", published=True)
    revise_article(article_id=moved.pk, slug="old-news", actor=writer)
    submit_article(article_id=moved.pk, actor=writer)
    publish_article(article_id=moved.pk, actor=publisher)
    ArticleFactory(slug="news", title="后来者", published=True)

    answer = client.get("/articles/news/")

    assert "后来者" in answer.content.decode()


def test_a_help_page_found_under_articles_leads_to_the_help_pages(client):
    ArticleFactory(help=True, slug="paying", published=True)

    answer = client.get("/articles/paying/")

    assert (answer.status_code, answer["Location"]) == (301, "/help/paying/")


@pytest.mark.req("SITE-19")
def test_a_text_quotes_what_operators_decided(client):
    text = "<p>请在 [[orders.payment_minutes]] 分钟内付款</p>"

    guide = ArticleFactory(help=True, slug="paying", body=text, published=True)

    decide(OrderPolicies, payment_minutes=45)
    page = client.get(guide.get_absolute_url()).content.decode()

    assert "请在 45 分钟内付款" in page


def test_a_policy_that_is_not_there_cannot_be_quoted(article, writer):
    with pytest.raises(PolicyUnknown, match=r"orders\.nonsense"):
        revise_article(article_id=article.pk, body="<p>[[orders.nonsense]]</p>", actor=writer)

    article.refresh_from_db()
    assert article.body == "<p>照常发货</p>"


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        '<a href="javascript:alert(1)">好</a>',
        '<iframe src="https://evil.example/alert(1)"></iframe>',
        '<img src="https://evil.example/alert(1).gif">',
        "<svg/onload=alert(1)>",
    ],
)
def test_a_script_in_an_article_does_not_run(hostile, client):
    article = ArticleFactory(published=False)
    writer = person(article.writer_id)
    revise_article(article_id=article.pk, body=f"<p>正文</p>{hostile}", actor=writer)
    submit_article(article_id=article.pk, actor=writer)
    publish_article(article_id=article.pk, actor=person(UserFactory(staff=True).pk))

    page = client.get(article.get_absolute_url()).content.decode()

    assert "正文" in page
    assert "alert(1)" not in page


def test_words_that_look_like_markup_stay_words(client):
    title = "<script>alert(1)</script>"
    article = ArticleFactory(title=title, summary=title, seo_title=title, published=True)

    page = client.get(article.get_absolute_url()).content.decode()

    assert title not in page


def signed_in(role):
    ensure_roles()
    member = UserFactory(staff=True)
    give_role(user_id=member.pk, code=role)
    client = Client()
    client.force_login(member, backend="customers.backends.IdentityBackend")
    return client


def test_an_editor_writes_and_a_manager_publishes():
    editor, manager = signed_in("content_editor"), signed_in("operations_manager")
    group = HelpGroupFactory()
    form = {
        "kind": "help", "help_group": group.pk, "title": "怎样付款", "body": "<p>支付宝</p>",
        "position": 0, "slug": "",
    }  # fmt: skip

    editor.post("/admin/marketing/article/add/", form)
    article = Article.objects.get()
    steps = f"/admin/marketing/article/{article.pk}/step"
    refused = editor.post(f"{steps}/publish/")
    editor.post(f"{steps}/submit/")
    manager.post(f"{steps}/publish/")

    assert refused.status_code == 403
    assert state(article) == "published"
    assert ArticlePage.objects.get().slug == "怎样付款"
    page = editor.get(f"/admin/marketing/article/{article.pk}/change/").content.decode()
    assert "Withdraw" not in page
