"""What staff do with one review or many: show, hide, refuse, answer."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_stubs_ext import StrOrPromise

from marketing.forms.review import ComplaintForm, ReviewDecisionForm, ReviewReasonForm
from marketing.models import Review
from marketing.services.review_complaints import complain_by_review
from marketing.services.reviews import hide_review, refuse_review, show_review
from shop.common.actors import person
from shop.common.admin.base import ModelAdmin
from shop.common.admin.form_page import form_page
from shop.common.errors import DomainError
from shop.common.http import SignedInRequest

LIST = "admin:marketing_review_changelist"
_MOST_REFUSALS_SHOWN = 10


def decide_all(
    request: SignedInRequest,
    reviews: Iterable[Review],
    service: Callable[..., Any],
    **said: str,
) -> None:
    """Decide on each review on its own and tell which could not be decided, and why."""
    done, refusals = 0, []
    actor = person(int(request.user.pk or 0))
    for review in reviews:
        try:
            service(review_id=review.pk, actor=actor, **said)
            done += 1
        except DomainError as refusal:
            refusals.append(f"{review}: {refusal}")
    if done:
        wording = ngettext("%(count)s review decided.", "%(count)s reviews decided.", done)
        messages.success(request, wording % {"count": done})
    for text in refusals[:_MOST_REFUSALS_SHOWN]:
        messages.warning(request, text)


def ask_reason(
    request: SignedInRequest,
    model_admin: ModelAdmin,
    reviews: QuerySet[Review],
    *,
    action: str,
    title: StrOrPromise,
    service: Callable[..., Any],
) -> HttpResponse:
    """Ask once for the reason that goes for all the chosen reviews."""
    form = ReviewReasonForm(request.POST if "reason" in request.POST else None)
    chosen = list(reviews)
    return form_page(
        request,
        model_admin=model_admin,
        form=form,
        title=title,
        note=_("The reason is kept with the review. A bad opinion alone is no reason."),
        hidden=[
            ("action", action),
            *((ACTION_CHECKBOX_NAME, str(review.pk)) for review in chosen),
        ],
        save=lambda: decide_all(request, chosen, service, **form.cleaned_data),
        back=reverse(LIST),
    )


def decide_one(request: SignedInRequest, model_admin: ModelAdmin, review: Review) -> HttpResponse:
    """Show, hide or refuse one review that somebody has just read."""
    form = ReviewDecisionForm(request.POST or None, state=review.state)
    actor = person(int(request.user.pk or 0))

    def save() -> None:
        to, reason = form.cleaned_data["to"], form.cleaned_data["reason"]
        if to == Review.State.SHOWN:
            show_review(review_id=review.pk, actor=actor)
        else:
            refusing = to == Review.State.REFUSED
            step = refuse_review if refusing else hide_review
            step(review_id=review.pk, actor=actor, reason=reason)

    return form_page(
        request,
        model_admin=model_admin,
        form=form,
        title=_("Decide on this review"),
        note=f"{'★' * review.stars} {review.text}",
        save=save,
        back=reverse("admin:marketing_review_change", args=[review.pk]),
    )


def complain_by(request: SignedInRequest, model_admin: ModelAdmin, review: Review) -> HttpResponse:
    """Take the reviewed product down because of what the buyer tells of its quality."""
    form = ComplaintForm(request.POST or None)
    actor = person(int(request.user.pk or 0))
    return form_page(
        request,
        model_admin=model_admin,
        form=form,
        title=format_html("{}: {}", _("Quality complaint: take down"), review.product),
        note=_(
            "It is off sale at once, and those who have it in cart or favourites are told. It comes"
            " back only when it was checked and approved again. The review: %(stars)s %(text)s"
        )
        % {"stars": "★" * review.stars, "text": review.text},
        button=_("Take down"),
        save=lambda: complain_by_review(review_id=review.pk, actor=actor, **form.cleaned_data),
        back=reverse("admin:marketing_review_change", args=[review.pk]),
    )
