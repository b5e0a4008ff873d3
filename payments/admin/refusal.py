"""Counts of refused notifications."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from payments.admin.read_only import ReadOnlyAdmin
from payments.models import NotificationRefusal
from payments.selectors.plans import gateway_label


@admin.register(NotificationRefusal)
class NotificationRefusalAdmin(ReadOnlyAdmin):
    list_display = ("day", "house", "cause", "count")
    list_display_links = None  # a row says all
    details = ("day", "house", "cause", "count")
    list_filter = ("gateway", "cause", "day")
    empty_text = _(
        "Refused notifications are counted here by gateway, day and cause, also those that were"
        " refused unread or not kept. None was: nothing to do."
    )
    ordering = ("-day", "gateway", "cause")

    @admin.display(description=_("gateway"), ordering="gateway")
    def house(self, refusal: NotificationRefusal) -> str:
        return gateway_label(refusal.gateway)
