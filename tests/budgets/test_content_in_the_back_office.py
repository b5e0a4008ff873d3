"""Lists of content in the back office: as many queries for fifty rows as for one."""

import pytest
from django.urls import reverse
from django.utils import timezone

from marketing.models import HomeBlock
from shop.models import DeadLink, OutsideLink
from tests.factories.catalog import CategoryFactory
from tests.factories.content import ArticleFactory, BannerFactory, HelpGroupFactory
from tests.support.budget import statements

pytestmark = pytest.mark.django_db

LIST = 12


def add_blocks(count):
    category = CategoryFactory()
    HomeBlock.objects.bulk_create(
        HomeBlock(kind="floor", category=category, position=place) for place in range(count)
    )


def add_articles(count):
    ArticleFactory.create_batch(count)
    ArticleFactory.create_batch(count, help=True, published=True)


def add_groups(count):
    for place in range(count):
        HelpGroupFactory(name=f"组{place}-{timezone.now():%f}")


def add_dead_links(count):
    now = timezone.now()
    DeadLink.objects.bulk_create(
        DeadLink(
            address=f"/c/{now:%f}{place}/", place="x", place_key="a:1", edit_url="/",
            found_at=now, checked_at=now,
        )
        for place in range(count)
    )  # fmt: skip


def add_outside_links(count):
    now = timezone.now()
    OutsideLink.objects.bulk_create(
        OutsideLink(address=f"https://{now:%f}{place}.example/", seen_at=now)
        for place in range(count)
    )


@pytest.mark.parametrize(
    ("model", "add"),
    [
        ("marketing_homeblock", add_blocks),
        ("marketing_banner", BannerFactory.create_batch),
        ("marketing_article", add_articles),
        ("marketing_helpgroup", add_groups),
        ("shop_deadlink", add_dead_links),
        ("shop_outsidelink", add_outside_links),
    ],
    ids=["blocks", "banners", "articles", "help groups", "dead links", "outside links"],
)
def test_a_list_of_content_costs_the_same_with_fifty_rows(clerk_client, model, add):
    address = reverse(f"admin:{model}_changelist")
    HomeBlock.objects.all().delete()
    add(1)
    one = cost(clerk_client, address)

    add(49)
    fifty = cost(clerk_client, address)

    assert len(one) == len(fifty), "\n".join(fifty)
    assert len(fifty) <= LIST, "\n".join(fifty)


def cost(client, address):
    client.get(address)
    with statements() as made:
        assert client.get(address).status_code == 200
    return made
