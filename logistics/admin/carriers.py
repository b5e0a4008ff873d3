"""Carriers and the ways of delivery at checkout."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from logistics.models import Carrier, DeliveryMethod
from shop.common.admin.base import ModelAdmin
from shop.common.admin.choices import LooksUpChoices


class CarrierForm(forms.ModelForm[Carrier]):
    class Meta:
        model = Carrier
        fields = [
            "code", "name", "kuaidi100_code", "number_pattern", "query_url", "needs_phone",
            "is_active", "position",
        ]  # fmt: skip

    def clean_number_pattern(self) -> str:
        pattern = str(self.cleaned_data["number_pattern"])
        try:
            re.compile(pattern)
        except re.error as wrong:
            raise forms.ValidationError(_("This is no regular expression.")) from wrong
        return pattern


@admin.register(Carrier)
class CarrierAdmin(ModelAdmin):
    form = CarrierForm
    list_display = ["name", "code", "kuaidi100_code", "needs_phone", "is_active", "position"]
    list_editable = ["is_active", "position"]
    search_fields = ["name", "code", "kuaidi100_code"]
    ordering = ["position", "pk"]


@admin.register(DeliveryMethod)
class DeliveryMethodAdmin(LooksUpChoices, ModelAdmin):
    list_display = ["name", "code", "promise", "surcharge", "carrier", "is_active", "position"]
    list_editable = ["is_active", "position"]
    list_select_related = ["carrier"]
    autocomplete_fields = ["carrier"]
    search_fields = ["name", "code"]
    ordering = ["position", "pk"]

    def get_readonly_fields(self, request: Any, obj: DeliveryMethod | None = None) -> list[str]:
        return ["code"] if obj else []  # carts and orders remember the code
