"""The steps of an article as buttons: each opens a page that says its consequence, then posts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from marketing.forms.article import MomentForm, ReasonForm, StepForm
from marketing.models import Article
from marketing.services import article_publishing
from shop.common.actors import Actor

Status = Article.Status


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step: where it starts from, who may take it, what it asks for and what it brings."""

    name: str
    label: StrOrPromise
    consequence: StrOrPromise
    permission: str
    sources: frozenset[str]
    run: Callable[..., Article]
    form: type[StepForm] = StepForm
    wants_page: bool = False  # only for what readers see

    def take(self, *, article_id: int, actor: Actor, answers: dict[str, Any]) -> Article:
        return self.run(article_id=article_id, actor=actor, **answers)


STEPS = (
    Step(
        name="submit",
        label=_("Submit for check"),
        consequence=_("A second person reads the text before it is published."),
        permission="marketing.change_article",
        sources=frozenset({Status.DRAFT}),
        run=article_publishing.submit_article,
    ),
    Step(
        name="publish",
        label=_("Publish"),
        consequence=_("Readers see the text as it now reads."),
        permission="marketing.publish_article",
        sources=frozenset({Status.IN_CHECK, Status.SCHEDULED}),
        run=article_publishing.publish_article,
    ),
    Step(
        name="schedule",
        label=pgettext_lazy("article", "Schedule"),
        consequence=_("The text publishes itself at this moment."),
        permission="marketing.publish_article",
        sources=frozenset({Status.IN_CHECK}),
        run=article_publishing.schedule_article,
        form=MomentForm,
    ),
    Step(
        name="return",
        label=_("Return to the writer"),
        consequence=_("The writer sees the reason and submits it again."),
        permission="marketing.publish_article",
        sources=frozenset({Status.IN_CHECK, Status.SCHEDULED}),
        run=article_publishing.return_article,
        form=ReasonForm,
    ),
    Step(
        name="withdraw",
        label=_("Withdraw"),
        consequence=_("Readers do not find the text any more."),
        permission="marketing.publish_article",
        sources=frozenset({Status.DRAFT, Status.IN_CHECK, Status.SCHEDULED, Status.PUBLISHED}),
        run=article_publishing.withdraw_article,
        form=ReasonForm,
        wants_page=True,
    ),
)
BY_NAME = {step.name: step for step in STEPS}


def open_steps(article: Article, user: Any, *, has_page: bool) -> Iterable[Step]:
    """Return the steps that the article's state and the person's rights allow."""
    return [
        step
        for step in STEPS
        if article.status in step.sources
        and user.has_perm(step.permission)
        and (has_page or not step.wants_page)
    ]
