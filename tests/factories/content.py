"""What there is to read and to see: `ArticleFactory(published=True)`, the usual home page."""

from typing import Any

import factory
from django.utils import timezone

from marketing.models import Article, Banner, HelpGroup, HomeBlock
from marketing.services.article_publishing import publish_article, submit_article
from shop.common.actors import person
from tests.factories.customers import UserFactory


class BannerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Banner

    title = factory.Sequence(lambda n: f"横幅{n}")
    picture = "banners/a.webp"
    link = "/"


class HelpGroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = HelpGroup
        django_get_or_create = ("name",)

    name = "购物指南"


class ArticleFactory(factory.django.DjangoModelFactory):
    """A draft by a writer of its own; `published=True` shows it to readers."""

    class Meta:
        model = Article
        skip_postgeneration_save = True

    kind = Article.Kind.ANNOUNCEMENT
    title = factory.Sequence(lambda n: f"文章{n}")
    slug = factory.Sequence(lambda n: f"article-{n}")
    body = "<p>正文</p>"
    writer = factory.SubFactory(UserFactory, staff=True)

    class Params:
        help = factory.Trait(
            kind=Article.Kind.HELP, help_group=factory.SubFactory(HelpGroupFactory)
        )

    @factory.post_generation
    def products(self: Article, create: bool, extracted: Any, **_: Any) -> None:
        if create and extracted:
            self.products.set(extracted)

    @factory.post_generation
    def published(self: Article, create: bool, extracted: bool | None, **_: Any) -> None:
        if create and extracted:
            publisher = person(UserFactory(staff=True).pk)
            submit_article(article_id=self.pk, actor=person(self.writer_id))
            publish_article(article_id=self.pk, actor=publisher, at=timezone.now())
            self.refresh_from_db()


def usual_home(*floors: Any) -> list[HomeBlock]:
    """Lay out the home page as a new shop has it, with a floor for each category."""
    HomeBlock.objects.all().delete()
    kinds = ["hero", "categories", "promises", "flash_sale", "ranking"]
    blocks = [HomeBlock(kind=kind) for kind in kinds]
    blocks += [HomeBlock(kind="floor", category=category) for category in floors]
    blocks += [HomeBlock(kind="articles"), HomeBlock(kind="new")]
    for position, block in enumerate(blocks):
        block.position = position
    return HomeBlock.objects.bulk_create(blocks)
