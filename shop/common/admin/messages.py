"""Messages and their wording."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.widgets import UnfoldAdminSelectWidget

from shop.common.actors import person
from shop.common.admin.base import ModelAdmin
from shop.common.encryption import blind_index
from shop.common.http import SignedInRequest
from shop.common.masking import mask_email, mask_phone
from shop.common.models import Channel, Message, MessageTemplate
from shop.common.services.messages import cancel_messages, retry_messages
from shop.common.wording import message_kind, message_kinds, placeholders


@admin.register(Message)
class MessageAdmin(ModelAdmin):
    list_display = ["kind", "channel", "state", "masked_address", "error_code", "created_at"]
    list_filter = ["state", "channel", "created_at"]
    search_fields = ["dedup_key", "kind"]
    search_help_text = _("A whole phone number or e-mail address, a key, a kind")
    show_full_result_count = False
    empty_text = _(
        "Text messages, e-mails and messages in the shop stand here as soon as they are sent."
    )
    ordering = ["-created_at", "-pk"]
    actions = ["send_again", "cancel"]
    fields = [
        "kind", "channel", "state", "masked_address", "subject", "body", "link", "dedup_key",
        "attempts", "next_attempt_at", "provider_id", "error_code", "created_at", "sent_at",
        "read_at",
    ]  # fmt: skip
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Message], search_term: str
    ) -> tuple[QuerySet[Message], bool]:
        found, has_duplicates = super().get_search_results(request, queryset, search_term)
        if search_term:
            found |= queryset.filter(address_index=blind_index(search_term))
        return found, has_duplicates

    @admin.display(description=_("address"))
    def masked_address(self, message: Message) -> str:
        mask = mask_email if message.channel == Channel.EMAIL else mask_phone
        return mask(message.address)

    @admin.action(description=_("Send again"), permissions=["change"])
    def send_again(self, request: SignedInRequest, queryset: QuerySet[Message]) -> None:
        ids = list(queryset.values_list("pk", flat=True))
        count = retry_messages(message_ids=ids, actor=person(request.user.pk))
        _tell(
            request,
            ngettext("%d message will be sent.", "%d messages will be sent.", count) % count,
        )

    @admin.action(description=_("Do not send"), permissions=["change"])
    def cancel(self, request: SignedInRequest, queryset: QuerySet[Message]) -> None:
        ids = list(queryset.values_list("pk", flat=True))
        count = cancel_messages(message_ids=ids, actor=person(request.user.pk))
        _tell(
            request,
            ngettext("%d message was cancelled.", "%d messages were cancelled.", count) % count,
        )


class MessageTemplateForm(forms.ModelForm[MessageTemplate]):
    """Wording may only name what the kind's own wording names: nothing else has a value."""

    kind = forms.ChoiceField(label=_("Kind"), widget=UnfoldAdminSelectWidget)
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, widget=UnfoldAdminSelectWidget
    )

    class Meta:
        model = MessageTemplate
        fields = ["kind", "channel", "language", "subject", "body", "sms_template", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.key, f"{kind.key} · {kind.subject}") for kind in message_kinds()]
        field = self.fields["kind"]
        if isinstance(field, forms.ChoiceField):
            field.choices = kinds

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "kind" not in cleaned:
            return cleaned
        known = message_kind(cleaned["kind"]).placeholders | {"link"}
        for name in ("subject", "body"):
            unknown = placeholders(cleaned.get(name, "")) - known
            if unknown:
                text = _("Unknown: %(unknown)s. Known: %(known)s.")
                self.add_error(
                    name,
                    text
                    % {"unknown": ", ".join(sorted(unknown)), "known": ", ".join(sorted(known))},
                )
        return cleaned


@admin.register(MessageTemplate)
class MessageTemplateAdmin(ModelAdmin):
    form = MessageTemplateForm
    list_display = ["kind", "channel", "language", "subject", "is_active"]
    list_filter = ["channel", "language", "is_active"]
    search_fields = ["kind", "subject", "body"]
    ordering = ["kind", "channel", "language"]


def _tell(request: HttpRequest, text: str) -> None:
    messages.info(request, text)
