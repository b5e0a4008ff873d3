"""Forms of the back office for policies and provider accounts, built from their declarations."""

import re
import typing
from collections.abc import Callable, Iterable
from datetime import time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminPasswordWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from shop.common.errors import DomainError
from shop.common.policies import Policies, PolicyField
from shop.common.providers import Check, ProviderField, ProviderKind
from shop.common.typed_numbers import DecimalNumberField, WholeNumberField

_SEPARATORS = re.compile(r"[\s,，、;；]+")


class WordsField(forms.CharField):
    """A list of words, written with commas or on lines of their own."""

    widget = UnfoldAdminTextareaWidget

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return ", ".join(self.written(part) for part in value)
        return value

    def clean(self, value: Any) -> Any:
        words = [word for word in _SEPARATORS.split(super().clean(value)) if word]
        return [self.read(word) for word in words]

    def written(self, part: Any) -> str:
        return str(part)

    def read(self, word: str) -> Any:
        return word


class TimesField(WordsField):
    """A list of times of the day, such as 10:00, 15:30."""

    widget = UnfoldAdminTextInputWidget

    def written(self, part: Any) -> str:
        return f"{part:%H:%M}"

    def read(self, word: str) -> time:
        try:
            return time.fromisoformat(word)
        except ValueError as wrong:
            raise forms.ValidationError(
                _("%(word)s is no time of the day."), params={"word": word}
            ) from wrong


class TypedField(forms.CharField):
    """A value as its declaration reads it; what that refuses is said beside the field."""

    def __init__(self, *, read: Callable[[str], str], **arguments: Any) -> None:
        super().__init__(**arguments)
        self._read = read

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        try:
            return self._read(text) if text else ""
        except DomainError as refusal:
            raise forms.ValidationError(str(refusal.message)) from refusal


class SectionForm(forms.Form):
    """One section of a page that shows several forms."""


class ProviderForm(SectionForm):
    """The account with one provider."""

    check: Check | None = None

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if self.check is None:
            return given
        try:
            self.check(given)
        except DomainError as refusal:
            for name, words in refusal.beside.items() or [(None, refusal.message)]:
                self.add_error(name, str(words))
        return given


def policy_form(group: type[Policies], **arguments: Any) -> SectionForm:
    """Make the form of one group of policies."""
    form = SectionForm(prefix=group.group, **arguments)
    form.fields.update(typed_fields(group.fields.values()))
    return form


def typed_fields(declared: Iterable[PolicyField]) -> dict[str, forms.Field]:
    """Make the form fields of declared values, with their limits."""
    return {field.name: _policy_field(field) for field in declared}


def provider_form(kind: ProviderKind, *, kept: frozenset[str], **arguments: Any) -> ProviderForm:
    """Make the form of one provider; a secret that is kept shows as such and never by its value."""
    form = ProviderForm(prefix=kind.key.replace(".", "-"), **arguments)
    form.check = kind.check
    form.fields["is_enabled"] = forms.BooleanField(
        label=_("In use"), required=False, widget=UnfoldBooleanSwitchWidget
    )
    for field in kind.fields:
        form.fields[field.name] = _provider_field(field, is_kept=field.name in kept)
    return form


def _policy_field(field: PolicyField) -> forms.Field:
    common: dict[str, Any] = {"label": field.label, "help_text": field.help_text}
    limits: dict[str, Any] = {"min_value": field.minimum, "max_value": field.maximum}
    if field.choices:
        return forms.ChoiceField(choices=field.choices, widget=UnfoldAdminSelectWidget, **common)
    if field.kind is bool:
        return forms.BooleanField(required=False, widget=UnfoldBooleanSwitchWidget, **common)
    if field.kind is int:
        return WholeNumberField(widget=UnfoldAdminIntegerFieldWidget, **limits, **common)
    if field.kind is Decimal:
        return DecimalNumberField(widget=UnfoldAdminDecimalFieldWidget, **limits, **common)
    return _text_field(field, common)


def _text_field(field: PolicyField, common: dict[str, Any]) -> forms.Field:
    if field.kind is time:
        return forms.TimeField(widget=UnfoldAdminTextInputWidget, **common)
    if typing.get_origin(field.kind) is list:
        is_times = typing.get_args(field.kind) == (time,)
        return (TimesField if is_times else WordsField)(required=False, **common)
    return forms.CharField(required=False, widget=UnfoldAdminTextInputWidget, **common)


def _provider_field(field: ProviderField, *, is_kept: bool) -> forms.Field:
    widget: forms.Widget = UnfoldAdminTextInputWidget()
    if field.is_long:
        widget = UnfoldAdminTextareaWidget()
    elif field.is_secret:
        widget = UnfoldAdminPasswordWidget(render_value=False)
    if field.is_secret:
        widget.attrs["autocomplete"] = "new-password"
    if is_kept:
        widget.attrs["placeholder"] = _("Set. Leave empty to keep it.")
    return TypedField(
        read=field.read,
        label=field.label,
        help_text=field.help_text,
        required=False,
        widget=widget,
        strip=not field.is_long,
    )
