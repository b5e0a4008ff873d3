"""A page of the admin with one form that calls one service."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from shop.common.admin.base import ModelAdmin
from shop.common.errors import DomainError


def form_page(
    request: HttpRequest,
    *,
    model_admin: ModelAdmin,
    form: forms.Form,
    title: StrOrPromise,
    note: StrOrPromise = "",
    button: StrOrPromise = "",
    hidden: Sequence[tuple[str, str]] = (),
    save: Callable[[], Any],
    said: Callable[[Any], StrOrPromise] | None = None,
    back: str,
) -> HttpResponse:
    """Show the form, or save it and go back; a refusal of the service stands over the form.

    `said` puts into words what came of it, from what the service returned.
    """
    done = save_or_refuse(request, form=form, save=save, said=said, back=back)
    if done:
        return done
    context = model_admin.admin_site.each_context(request) | {
        "title": title,
        "opts": model_admin.opts,
        "form": form,
        "note": note,
        "button": button or _("Save"),
        "hidden": hidden,
        "back": back,
    }
    return TemplateResponse(request, "admin/common/form_page.html", context)


def save_or_refuse(
    request: HttpRequest,
    *,
    form: forms.Form,
    save: Callable[[], Any],
    said: Callable[[Any], StrOrPromise] | None = None,
    back: str,
) -> HttpResponse | None:
    """Save a form that was sent and is complete, and go back; else nothing but its errors."""
    if not (form.is_bound and form.is_valid()):
        return None
    try:
        saved = save()
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, str(said(saved)) if said else _("Saved."))
    return HttpResponseRedirect(back)
