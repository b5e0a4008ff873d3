"""The page on which operators decide policies, one section per group."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin

from shop.common.actors import Actor
from shop.common.admin.sections import Section, SectionsAdmin
from shop.common.forms import policy_form
from shop.common.models import PolicyValue
from shop.common.policies import policies, policy_groups, set_policies


@admin.register(PolicyValue)
class PolicyAdmin(SectionsAdmin):
    def sections(self, data: Any = None) -> Iterator[Section]:
        for group in policy_groups():
            values = policies(group)
            present = {name: getattr(values, name) for name in group.fields}
            form = policy_form(group, data=data, initial=present)
            yield Section(key=group.group, title=group.title or group.group, form=form)

    def save_section(self, section: Section, actor: Actor) -> None:
        groups = {group.group: group for group in policy_groups()}
        set_policies(group=groups[section.key], values=section.form.cleaned_data, actor=actor)
