"""The steps of an article."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketing.forms.article import MomentForm
from marketing.models import Article
from marketing.selectors.articles import address_of_page
from marketing.services import article_publishing
from shop.common.admin import steps
from shop.common.admin.steps import ReasonForm, Step

Status = Article.Status
ArticleStep = Step[Article]


def _has_page(article: Article) -> bool:
    return bool(address_of_page(article.pk))


STEPS = (
    ArticleStep(
        name="submit",
        label=_("Submit for check"),
        consequence=_("A second person reads the text before it is published."),
        permission="marketing.change_article",
        sources=frozenset({Status.DRAFT}),
        run=article_publishing.submit_article,
    ),
    ArticleStep(
        name="publish",
        label=_("Publish"),
        consequence=_("Readers see the text as it now reads."),
        permission="marketing.publish_article",
        sources=frozenset({Status.IN_CHECK, Status.SCHEDULED}),
        run=article_publishing.publish_article,
    ),
    ArticleStep(
        name="schedule",
        label=pgettext_lazy("article", "Schedule"),
        consequence=_("The text publishes itself at this moment."),
        permission="marketing.publish_article",
        sources=frozenset({Status.IN_CHECK}),
        run=article_publishing.schedule_article,
        form=MomentForm,
    ),
    ArticleStep(
        name="return",
        label=_("Return to the writer"),
        consequence=_("The writer sees the reason and submits it again."),
        permission="marketing.publish_article",
        sources=frozenset({Status.IN_CHECK, Status.SCHEDULED}),
        run=article_publishing.return_article,
        form=ReasonForm,
    ),
    ArticleStep(
        name="withdraw",
        label=_("Withdraw"),
        consequence=_("Readers do not find the text any more."),
        permission="marketing.publish_article",
        sources=frozenset({Status.DRAFT, Status.IN_CHECK, Status.SCHEDULED, Status.PUBLISHED}),
        run=article_publishing.withdraw_article,
        form=ReasonForm,
        applies=_has_page,
    ),
)
BY_NAME = {step.name: step for step in STEPS}


def open_steps(article: Article, user: Any) -> list[ArticleStep]:
    """Return the steps that the article's state and the person's rights allow."""
    return steps.open_steps(STEPS, article, state=article.status, user=user)
