"""Steps of something as buttons: each opens a page that says its consequence, then posts."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from unfold.widgets import UnfoldAdminTextareaWidget

from shop.common.actors import Actor, person
from shop.common.admin.base import ModelAdmin
from shop.common.admin.form_page import form_page
from shop.common.http import SignedInRequest

Thing = TypeVar("Thing")


class StepForm(forms.Form):
    """A step that asks for nothing: the button alone says it."""


class ReasonForm(StepForm):
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=UnfoldAdminTextareaWidget)


@dataclass(frozen=True, kw_only=True)
class Step(Generic[Thing]):
    """One step: where it starts from, who may take it, what it asks for and what it brings.

    `run` takes the key of the thing under the name that the steps of its kind agree on; `said` puts
    into words what came of it.
    """

    name: str
    label: StrOrPromise
    consequence: StrOrPromise
    permission: str
    sources: frozenset[str]
    run: Callable[..., Thing]
    said: Callable[[Thing], StrOrPromise] | None = None
    form: type[StepForm] = StepForm
    icon: str = "arrow_forward"
    applies: Callable[[Thing], bool] = lambda _thing: True

    def is_open_to(self, user: Any) -> bool:
        return bool(user.has_perm(self.permission))


def open_steps(
    steps: Iterable[Step[Thing]], thing: Thing, *, state: str, user: Any
) -> list[Step[Thing]]:
    """Return the steps that the state of a thing and the person's rights allow."""
    return [
        step
        for step in steps
        if state in step.sources and step.is_open_to(user) and step.applies(thing)
    ]


def step_page(
    request: SignedInRequest,
    *,
    model_admin: ModelAdmin,
    steps: Mapping[str, Step[Any]],
    name: str,
    thing: str,
    key: Mapping[str, int],
    back: str,
    note: StrOrPromise = "",
) -> HttpResponse:
    """Show what a step brings and asks for, or take it; `key` names the thing for the service.

    `note` says more than the consequence that the step names for every thing.
    """
    step = steps.get(name)
    if step is None:
        raise Http404
    if not step.is_open_to(request.user):
        raise PermissionDenied
    form = step.form(request.POST if request.method == "POST" else None)
    return form_page(
        request,
        model_admin=model_admin,
        form=form,
        title=format_html("{}: {}", step.label, thing),
        note=note or step.consequence,
        button=step.label,
        save=lambda: step.run(**key, actor=_actor(request), **form.cleaned_data),
        said=step.said,
        back=back,
    )


def _actor(request: SignedInRequest) -> Actor:
    return person(request.user.pk)
