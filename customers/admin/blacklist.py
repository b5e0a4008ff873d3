"""The blacklist in the back office: listed with a reason, lifted with a reason, never deleted."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from customers.models import BlacklistEntry
from customers.services.blacklist import blacklist_value, lift_entry
from customers.traits import Trait
from shop.common.actors import person
from shop.common.admin.base import ModelAdmin
from shop.common.admin.form_page import form_page
from shop.common.admin.steps import ReasonForm
from shop.common.http import SignedInRequest
from shop.common.typed_numbers import WholeNumberField

LIST = "admin:customers_blacklistentry_changelist"
# Devices and addresses are listed from an order: nobody can type them.
_TYPED = (Trait.ACCOUNT, Trait.PHONE, Trait.IP)
_MOST_DAYS = 3650


class EntryForm(forms.Form):
    trait = forms.ChoiceField(
        label=gettext_lazy("What"),
        choices=[(trait.value, trait.label) for trait in _TYPED],
        widget=UnfoldAdminSelectWidget,
    )
    value = forms.CharField(
        label=gettext_lazy("Customer number, mobile number or IP address"),
        help_text=gettext_lazy("Only a keyed hash and a masked form are kept."),
        max_length=80,
        widget=UnfoldAdminTextInputWidget,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, widget=UnfoldAdminTextareaWidget
    )
    days = WholeNumberField(
        label=gettext_lazy("For so many days"),
        help_text=gettext_lazy("Empty: until it is lifted."),
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(_MOST_DAYS)],
        widget=UnfoldAdminIntegerFieldWidget,
    )


@admin.register(BlacklistEntry)
class BlacklistAdmin(ModelAdmin):
    list_display = ["shown", "trait", "reason", "standing", "created_by", "created_at"]
    list_display_links = ["shown"]
    list_filter = ["trait", ("lifted_at", admin.EmptyFieldListFilter)]
    list_select_related = ["created_by"]
    search_fields = ["shown", "reason"]
    empty_text = _("Rules of risk know whom you enter here again: by phone, address or device.")
    ordering = ["-pk"]
    readonly_fields = [
        "trait", "shown", "reason", "created_at", "created_by", "ends_at", "lifted_at",
        "lifted_by", "lift_reason",
    ]  # fmt: skip
    actions = None
    change_form_before_template = "admin/customers/blacklist_lift.html"

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("state"))
    def standing(self, entry: BlacklistEntry) -> SafeString:
        if entry.lifted_at:
            return format_html('<span class="chip">{}</span>', _("lifted"))
        if entry.ends_at and entry.ends_at <= timezone.now():
            return format_html('<span class="chip">{}</span>', _("over"))
        return format_html('<span class="chip is-bad">{}</span>', _("listed"))

    def get_urls(self) -> list[URLPattern]:
        lift = path(
            "<int:entry_id>/lift/",
            self.admin_site.admin_view(self.lift_view),
            name="customers_blacklistentry_lift",
        )
        urls: list[URLPattern] = super().get_urls()
        return [lift, *urls]

    def add_view(self, request: SignedInRequest, *_args: Any, **_extra: Any) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = EntryForm(request.POST or None)
        return form_page(
            request,
            model_admin=self,
            form=form,
            title=_("Add to the blacklist"),
            note=_("Orders are then looked at by a person. Nobody is refused for it alone."),
            save=lambda: blacklist_value(actor=person(request.user.pk), **form.cleaned_data),
            back=reverse(LIST),
        )

    def lift_view(self, request: SignedInRequest, entry_id: int) -> HttpResponse:
        entry = get_object_or_404(BlacklistEntry, pk=entry_id)
        if not _may_lift(request):
            raise PermissionDenied
        form = ReasonForm(request.POST or None)
        return form_page(
            request,
            model_admin=self,
            form=form,
            title=_("Take off the blacklist: %(who)s") % {"who": entry},
            save=lambda: lift_entry(
                entry_id=entry_id, actor=person(request.user.pk), **form.cleaned_data
            ),
            back=reverse(LIST),
        )


def _may_lift(request: HttpRequest) -> bool:
    return bool(request.user.has_perm("customers.change_blacklistentry"))
