"""Deliveries of events: what waits, what was given up, and another try."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shop.common.actors import person
from shop.common.admin.base import ModelAdmin
from shop.common.http import SignedInRequest
from shop.common.models import OutboxDelivery
from shop.common.services.outbox import retry_deliveries


@admin.register(OutboxDelivery)
class OutboxDeliveryAdmin(ModelAdmin):
    list_display = ["event_name", "subscriber", "state", "attempts", "next_attempt_at", "done_at"]
    list_filter = ["state"]
    list_select_related = ["event"]
    show_full_result_count = False
    empty_text = _(
        "What parts of the shop tell each other stands here. There is nothing to try again."
    )
    ordering = ["-pk"]
    actions = ["try_again"]
    fields = [
        "event_name", "payload", "subscriber", "state", "attempts", "next_attempt_at", "done_at",
        "last_error",
    ]  # fmt: skip
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: OutboxDelivery | None = None
    ) -> bool:
        return False

    @admin.display(description=_("event"))
    def event_name(self, delivery: OutboxDelivery) -> str:
        return delivery.event.name

    @admin.display(description=_("payload"))
    def payload(self, delivery: OutboxDelivery) -> object:
        return delivery.event.payload

    @admin.action(description=_("Try again"), permissions=["change"])
    def try_again(self, request: SignedInRequest, queryset: QuerySet[OutboxDelivery]) -> None:
        ids = list(queryset.values_list("pk", flat=True))
        count = retry_deliveries(delivery_ids=ids, actor=person(request.user.pk))
        text = ngettext("%d delivery will be tried.", "%d deliveries will be tried.", count)
        messages.info(request, text % count)
