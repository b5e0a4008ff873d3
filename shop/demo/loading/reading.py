"""Enters help pages, announcements and articles as an editor writes and a manager publishes."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from marketing.models import HelpGroup
from marketing.services.article_publishing import publish_article, submit_article
from marketing.services.article_writing import write_article
from shop.common.actors import Actor
from shop.demo.catalogue import shapes
from shop.demo.loading.media import BANNERS
from shop.demo.loading.people import People
from shop.demo.reading.articles import ARTICLES
from shop.demo.reading.help import GROUPS, HELP
from shop.demo.reading.shapes import Text

_PER_MOTIF = 2


def load_reading(
    products: Sequence[shapes.Product],
    product_ids: Mapping[str, int],
    *,
    people: People,
    end: datetime,
) -> None:
    """Publish every text so many days before the end of the past; help pages stand from before."""
    groups = {
        name: HelpGroup.objects.create(name=name, position=place).pk
        for place, name in enumerate(GROUPS, start=1)
    }
    editor, manager = people.actor("content_editor"), people.actor("operations_manager")
    for place, text in enumerate((*HELP, *ARTICLES)):
        at = end - timedelta(days=text.days_ago)
        goods = _goods(text, products, product_ids)
        _enter(text, place, groups.get(text.group), goods, editor=editor, manager=manager, at=at)


def _enter(
    text: Text,
    place: int,
    group_id: int | None,
    goods: list[int],
    *,
    editor: Actor,
    manager: Actor,
    at: datetime,
) -> None:
    article = write_article(
        actor=editor,
        product_ids=goods,
        at=at - timedelta(days=1),
        kind=text.kind,
        help_group_id=group_id,
        title=text.title,
        slug=text.slug,
        summary=text.summary,
        body=text.body.strip(),
        cover=f"{BANNERS}/{text.cover}.webp" if text.cover else "",
        position=place,
        is_pinned=text.is_pinned,
    )
    submit_article(article_id=article.pk, actor=editor, at=at - timedelta(hours=3))
    publish_article(article_id=article.pk, actor=manager, at=at)


def _goods(
    text: Text, products: Sequence[shapes.Product], product_ids: Mapping[str, int]
) -> list[int]:
    return [
        product_ids[product.key]
        for motif in text.goods
        for product in [one for one in products if one.motif == motif][:_PER_MOTIF]
    ][:5]
