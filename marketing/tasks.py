"""Celery entry points of marketing: reactions to events, and what is due by the clock."""

from datetime import timedelta

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from catalog.services.take_down_notices import tell_taken_down
from marketing.models import Review
from marketing.policies import ReviewPolicies
from marketing.selectors.articles import due_articles
from marketing.selectors.favourites import keepers_of
from marketing.services.article_publishing import publish_due_article
from marketing.services.reviews import show_when_due
from shop.common.actors import process
from shop.common.policies import policies

_BATCH = 200


def tell_keepers(*, product_id: int, occasion: str = "", **_newer: object) -> None:
    """React to ProductTakenDown: tell those who keep it in their favourites, once.

    Who has it in the cart, too, hears of it once: the notice is the same one.
    """
    tell_taken_down(product_id=product_id, user_ids=keepers_of(product_id), occasion=occasion)


@shared_task(ignore_result=True)
def show_due_reviews(**_newer: object) -> None:
    """Find the reviews that waited long enough and were found clean; one task each."""
    before = timezone.now() - timedelta(hours=policies(ReviewPolicies).show_after_hours)
    due = Review.objects.waiting_since(before).filter(objections="").order_by("created_at", "pk")
    if policies(ReviewPolicies).photos_need_a_person:
        due = due.filter(has_pictures=False)
    for review_id in due.values_list("pk", flat=True)[:_BATCH]:
        show_due_review.delay(review_id=review_id)


@shared_task(acks_late=True)
def show_due_review(*, review_id: int, **_newer: object) -> None:
    """Show one review. Safe to repeat: only a waiting one is shown."""
    show_when_due(review_id=review_id, actor=process("marketing.show_reviews"))


@shared_task
def publish_due_articles() -> None:
    """Publish what is scheduled for now, one task per article."""
    for article_id in due_articles(timezone.now()):
        publish_scheduled_article.delay(article_id=article_id)


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=True)
def publish_scheduled_article(*, article_id: int, **_newer: object) -> None:
    publish_due_article(article_id=article_id, actor=process("marketing.publish_due_articles"))
