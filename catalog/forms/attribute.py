"""Attributes and their values; what goods say under them stays."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet

from catalog.errors import AttributeKindFixed, AttributeValueInUse
from catalog.models import Attribute, AttributeValue
from catalog.services.attribute_uses import refuse_other_kind, refuse_used_value


class AttributeForm(forms.ModelForm[Attribute]):
    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        if self.instance.pk:
            try:
                refuse_other_kind(attribute_id=self.instance.pk, kind=kind)
            except AttributeKindFixed as refusal:
                raise ValidationError(str(refusal)) from refusal
        return kind


class ValueFormSet(BaseInlineFormSet[AttributeValue, Attribute, Any]):
    def clean(self) -> None:
        super().clean()
        for form in self.deleted_forms:
            try:
                refuse_used_value(value_id=form.instance.pk)
            except AttributeValueInUse as refusal:
                raise ValidationError(str(refusal)) from refusal
