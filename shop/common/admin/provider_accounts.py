"""The page with the accounts at outside parties: keys are written here and never shown again."""

import json
from collections.abc import Iterator
from typing import Any

from django.contrib import admin

from shop.common.actors import Actor
from shop.common.admin.sections import Section, SectionsAdmin
from shop.common.forms import provider_form
from shop.common.models import ProviderAccount
from shop.common.providers import ProviderKind, provider_kinds
from shop.common.services.providers import save_provider_account


@admin.register(ProviderAccount)
class ProviderAccountAdmin(SectionsAdmin):
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
    return Section(key=kind.key, title=kind.label, form=form)
