"""Forms of the back office for policies and provider accounts, built from their declarations."""

import re
import typing
from collections.abc import Iterable
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

from shop.common.policies import Policies, PolicyField
from shop.common.providers import (
    ProviderField,
    ProviderKind,
    ProviderValue,
    as_day,
    as_network,
    words_of,
)
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


class DayField(forms.CharField):
    """A day as 2026-12-31, kept as text; other ways to write one are refused, not guessed at."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if text and as_day(text) is None:
            raise forms.ValidationError(_("Write the day as 2026-12-31."))
        return text


class NetworksField(forms.CharField):
    """IP addresses and networks with blanks or commas between, kept as text."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        for word in words_of(text):
            if as_network(word) is None:
                raise forms.ValidationError(
                    _("%(word)s is no IP address or network."), params={"word": word}
                )
        return text


_PROVIDER_FIELDS: dict[ProviderValue, type[forms.CharField]] = {
    ProviderValue.TEXT: forms.CharField,
    ProviderValue.DAY: DayField,
    ProviderValue.NETWORKS: NetworksField,
}


class SectionForm(forms.Form):
    """One section of a page that shows several forms."""


def policy_form(group: type[Policies], **arguments: Any) -> SectionForm:
    """Make the form of one group of policies."""
    form = SectionForm(prefix=group.group, **arguments)
    form.fields.update(typed_fields(group.fields.values()))
    return form


def typed_fields(declared: Iterable[PolicyField]) -> dict[str, forms.Field]:
    """Make the form fields of declared values, with their limits."""
    return {field.name: _policy_field(field) for field in declared}


def provider_form(kind: ProviderKind, *, kept: frozenset[str], **arguments: Any) -> SectionForm:
    """Make the form of one provider; a secret that is kept shows as such and never by its value."""
    form = SectionForm(prefix=kind.key.replace(".", "-"), **arguments)
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
    return _PROVIDER_FIELDS[field.kind](
        label=field.label,
        help_text=field.help_text,
        required=False,
        widget=widget,
        strip=not field.is_long,
    )
