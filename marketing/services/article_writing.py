"""Writing articles. Whatever is changed in a text has to be checked and published anew."""

from collections.abc import Iterable
from datetime import datetime
from typing import IO, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from catalog.services.media_placing import place_picture
from catalog.services.media_uses import note_uses
from catalog.types import place_of
from marketing.errors import PolicyUnknown, WriterUnknown
from marketing.models import Article, ArticleHistory, ArticlePage
from shop.common.actors import Actor
from shop.common.policy_texts import unknown_policies
from shop.common.rich_text import clean_rich_text, stored_names
from shop.common.transitions import record, step

_SLUG_LENGTH = 60
_DRAFT = Article.Status.DRAFT


class ArticleFields(TypedDict, total=False):
    """What is said in an article."""

    kind: str
    help_group_id: int | None
    title: str
    slug: str
    summary: str
    body: str
    cover: str
    position: int
    is_pinned: bool
    seo_title: str
    seo_description: str
    seo_keywords: str


@transaction.atomic
def write_article(
    *,
    actor: Actor,
    product_ids: Iterable[int] = (),
    at: datetime | None = None,
    **fields: Unpack[ArticleFields],
) -> Article:
    """Begin an article; its address is made of the title unless one is given."""
    moment = at or timezone.now()
    if actor.user_id is None:
        raise WriterUnknown
    article = Article(**_prepared(fields), writer_id=actor.user_id, created_at=moment)
    article.slug = article.slug or article_address(title=article.title)
    article.save()
    article.products.set(product_ids)
    note_shown(article=article)
    record(
        article, history=ArticleHistory, owner="article", axis="status", to_state=_DRAFT,
        actor=actor, at=moment,
    )  # fmt: skip
    return article


@transaction.atomic
def revise_article(
    *,
    article_id: int,
    actor: Actor,
    product_ids: Iterable[int] | None = None,
    **fields: Unpack[ArticleFields],
) -> Article:
    """Change the working copy; readers see the published text until the new one is published."""
    article = Article.objects.lock(article_id)
    if article.status != _DRAFT:
        step(
            article, axis="status", to=_DRAFT, table=Article.TRANSITIONS, history=ArticleHistory,
            owner="article", actor=actor, also={"scheduled_at": None},
        )  # fmt: skip
    for name, value in _prepared(fields).items():
        setattr(article, name, value)
    article.slug = article.slug or article_address(title=article.title)
    article.writer_id = actor.user_id or article.writer_id
    article.save()
    if product_ids is not None:
        article.products.set(product_ids)
    note_shown(article=article)
    return article


def note_shown(*, article: Article | ArticlePage) -> None:
    """Tell the media library which pictures an article or its page shows."""
    names = [article.cover.name or "", *stored_names(article.body)]
    note_uses(place=place_of(article), title=article.title, names=names)


def set_cover(*, article_id: int, file: IO[bytes] | None, actor: Actor) -> None:
    """Give an article a cover picture, or (None) none. Raises PictureNotPossible."""
    name = ""
    if file:
        words = Article.objects.values_list("title", flat=True).get(pk=article_id)
        asset = place_picture(
            file=file,
            name=getattr(file, "name", None) or "",
            words=words,
            folder=_("Articles"),
            actor=actor,
        )
        name = asset.shown
    revise_article(article_id=article_id, actor=actor, cover=name)


def article_address(*, title: str) -> str:
    """Make the readable part of an article's address."""
    return slugify(title, allow_unicode=True)[:_SLUG_LENGTH].strip("-") or "a"


def _prepared(fields: ArticleFields) -> ArticleFields:
    if "body" in fields:
        unknown = unknown_policies(fields["body"])
        if unknown:
            raise PolicyUnknown(unknown)
        fields["body"] = clean_rich_text(html=fields["body"], field=Article.body.field)
    return fields
