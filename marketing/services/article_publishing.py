"""The way of an article to its readers: written, checked, published by somebody else, withdrawn."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.html import strip_tags

from catalog.services.media_uses import forget_uses
from catalog.types import place_of
from marketing.errors import (
    ArticleAddressTaken,
    ArticleNotComplete,
    ArticleNotPublic,
    MomentHasPassed,
    WriterPublishes,
)
from marketing.models import Article, ArticleHistory, ArticlePage
from marketing.policies import ContentPolicies
from marketing.selectors.articles import forget_reading
from marketing.services.article_writing import note_shown
from shop.common.actors import Actor
from shop.common.policies import policies
from shop.common.services.slug_redirects import follow_slug, forget_slugs
from shop.common.transitions import step

REDIRECTS = "article"
Status = Article.Status
_COPIED = (
    "kind", "help_group_id", "title", "slug", "summary", "cover", "position", "is_pinned", "body",
    "seo_title", "seo_description", "seo_keywords",
)  # fmt: skip


@transaction.atomic
def submit_article(*, article_id: int, actor: Actor, at: datetime | None = None) -> Article:
    """Hand an article to those who check it. Raises ArticleNotComplete."""
    article = Article.objects.lock(article_id)
    if not strip_tags(article.body).strip():
        raise ArticleNotComplete
    return _move(article, Status.IN_CHECK, actor=actor, at=at)


@transaction.atomic
def return_article(*, article_id: int, actor: Actor, reason: str) -> Article:
    """Send an article back to its writer, with the reason; also takes a schedule back."""
    return _move(
        Article.objects.lock(article_id),
        Status.DRAFT,
        actor=actor,
        reason=reason,
        scheduled_at=None,
    )


@transaction.atomic
def publish_article(*, article_id: int, actor: Actor, at: datetime | None = None) -> Article:
    """Show an article to readers as it now reads. Raises WriterPublishes, ArticleAddressTaken."""
    article = Article.objects.lock(article_id)
    _refuse_writer(article, actor)
    return _publish(article, actor=actor, at=at or timezone.now())


@transaction.atomic
def schedule_article(*, article_id: int, at: datetime, actor: Actor) -> Article:
    """Have an article published at a moment to come. Raises WriterPublishes, MomentHasPassed."""
    article = Article.objects.lock(article_id)
    _refuse_writer(article, actor)
    if at <= timezone.now():
        raise MomentHasPassed
    return _move(article, Status.SCHEDULED, actor=actor, scheduled_at=at)


@transaction.atomic
def publish_due_article(*, article_id: int, actor: Actor, at: datetime | None = None) -> Article:
    """Publish a scheduled article whose moment has come. Safe to repeat."""
    article = Article.objects.lock(article_id)
    moment = at or timezone.now()
    if article.status != Status.SCHEDULED or (article.scheduled_at or moment) > moment:
        return article
    try:
        return _publish(article, actor=actor, at=moment)
    except ArticleAddressTaken as refusal:
        return _move(
            article, Status.DRAFT, actor=actor, at=at, reason=str(refusal), scheduled_at=None
        )


@transaction.atomic
def withdraw_article(*, article_id: int, reason: str, actor: Actor) -> Article:
    """Take an article away from readers. Raises ArticleNotPublic."""
    article = Article.objects.lock(article_id)
    gone, _models = ArticlePage.objects.filter(article=article).delete()
    if not gone:
        raise ArticleNotPublic
    forget_uses(place=place_of(ArticlePage(pk=article.pk)))
    forget_slugs(kind=REDIRECTS, target_id=article.pk)
    transaction.on_commit(forget_reading)
    return _move(article, Status.WITHDRAWN, actor=actor, reason=reason, scheduled_at=None)


def _refuse_writer(article: Article, actor: Actor) -> None:
    if policies(ContentPolicies).two_people and actor.user_id == article.writer_id:
        raise WriterPublishes


def _publish(article: Article, *, actor: Actor, at: datetime) -> Article:
    if ArticlePage.objects.filter(slug=article.slug).exclude(article=article).exists():
        raise ArticleAddressTaken
    known = ArticlePage.objects.filter(article=article).first()
    follow_slug(
        kind=REDIRECTS, target_id=article.pk, old=known.slug if known else "", new=article.slug
    )
    page = known or ArticlePage(article=article, published_at=at)
    for name in _COPIED:
        setattr(page, name, getattr(article, name))
    page.plain_text = " ".join(strip_tags(article.body.replace("<", " <")).split())
    page.product_ids = list(
        article.products.through.objects.filter(article=article)
        .order_by("pk")
        .values_list("product_id", flat=True)
    )
    page.changed_at = at
    page.save()
    note_shown(article=page)
    transaction.on_commit(forget_reading)
    return _move(article, Status.PUBLISHED, actor=actor, at=at, scheduled_at=None)


def _move(
    article: Article,
    to: str,
    *,
    actor: Actor,
    reason: str = "",
    at: datetime | None = None,
    **also: Any,
) -> Article:
    step(
        article, axis="status", to=to, table=Article.TRANSITIONS, history=ArticleHistory,
        owner="article", actor=actor, reason=reason, at=at, also=also,
    )  # fmt: skip
    return article
