"""The page with the accounts at outside parties: keys are written here and never shown again."""

import json
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from shop.common.actors import Actor
from shop.common.admin.sections import Section, SectionsAdmin
from shop.common.forms import provider_form
from shop.common.handover import hand_over
from shop.common.models import ProviderAccount
from shop.common.providers import ProviderKind, provider_kind, provider_kinds
from shop.common.services.providers import save_provider_account
from shop.common.trials import begin, last_trial


@admin.register(ProviderAccount)
class ProviderAccountAdmin(SectionsAdmin):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.try_view)
        own = [path("try/<str:key>/", view, name="common_provideraccount_try")]
        urls: list[URLPattern] = super().get_urls()
        return own + urls

    def try_view(self, request: HttpRequest, key: str) -> HttpResponse:
        """Have the account tried by a worker (POST), or show how the try stands (GET)."""
        kind = provider_kind(key)
        if kind is None or not kind.trial:
            raise Http404
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            begin(provider=key)
            hand_over(kind.trial, provider=key)
            if not getattr(request, "htmx", False):
                return HttpResponseRedirect(f"{self._list_url()}#{key}")
        context = {"trial": last_trial(key), "trial_url": _trial_url(kind)}
        return TemplateResponse(request, "admin/common/partials/trial.html", context)

    def sections(self, data: Any = None) -> Iterator[Section]:
        accounts = {account.provider: account for account in ProviderAccount.objects.all()}
        for kind in provider_kinds():
            yield _section(kind, accounts.get(kind.key), data)

    def save_section(self, section: Section, actor: Actor) -> None:
        kind = next(kind for kind in provider_kinds() if kind.key == section.key)
        given = section.form.cleaned_data
        save_provider_account(
            provider=kind.key,
            is_enabled=given["is_enabled"],
            settings={
                field.name: given[field.name]
                for field in kind.fields
                if not field.is_secret and given[field.name]
            },
            secrets={field.name: given[field.name] for field in kind.fields if field.is_secret},
            actor=actor,
        )


def _section(kind: ProviderKind, account: ProviderAccount | None, data: Any) -> Section:
    present = {**account.settings, "is_enabled": account.is_enabled} if account else {}
    kept = frozenset(json.loads(account.secrets)) if account and account.secrets else frozenset()
    form = provider_form(kind, kept=kept, data=data, initial=present)
    return Section(
        key=kind.key,
        title=kind.label,
        form=form,
        trial_url=_trial_url(kind) if account and kind.trial else "",
        trial=last_trial(kind.key),
    )


def _trial_url(kind: ProviderKind) -> str:
    return reverse("admin:common_provideraccount_try", args=[kind.key])
