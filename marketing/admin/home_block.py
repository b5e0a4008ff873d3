"""The home page in the back office: blocks to order, to schedule and to look at beforehand."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.decorators import display

from marketing.forms.home_block import HomeBlockForm
from marketing.models import HomeBlock
from marketing.services.home_blocks import save_home_block
from shop.common.actors import person
from shop.common.admin.base import ModelAdmin
from shop.common.http import SignedInRequest


@admin.register(HomeBlock)
class HomeBlockAdmin(ModelAdmin):
    form = HomeBlockForm
    list_display = [
        "name", "what", "showing", "starts_at", "ends_at", "owner", "is_active", "position",
    ]  # fmt: skip
    list_display_links = ["name"]
    list_editable = ["is_active"]
    list_select_related = ["category", "owner"]
    list_filter = [("owner", RelatedDropdownFilter)]
    list_filter_submit = True
    list_per_page = 100
    ordering = ["position", "pk"]
    ordering_field = "position"
    list_before_template = "admin/marketing/home_preview.html"
    fieldsets = [
        (None, {"fields": [("kind", "title")]}),
        (
            _("Content"),
            {
                "fields": ["category", ("product_numbers", "count"), "text"],
                "description": _("What the kind of the block does not use is left empty."),
            },
        ),
        (_("Time"), {"fields": [("starts_at", "ends_at"), ("position", "is_active")]}),
        (_("Who answers for it"), {"fields": ["owner"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[HomeBlock]:
        rows: QuerySet[HomeBlock] = super().get_queryset(request)
        return rows

    @admin.display(description=_("block"))
    def name(self, block: HomeBlock) -> str:
        return str(block.get_kind_display())

    @admin.display(description=_("shows"))
    def what(self, block: HomeBlock) -> str:
        if block.kind == HomeBlock.Kind.FLASH_SALE:
            return str(_("nothing, as long as there is no flash sale"))
        parts = [block.title, str(block.category or ""), ", ".join(block.product_numbers)]
        return " · ".join(part for part in parts if part) or "—"

    @display(
        description=_("now"), label={"showing": "success", "off": "danger", "empty": "warning"}
    )
    def showing(self, block: HomeBlock) -> tuple[str, str]:
        state, words = state_of(block)
        if state == "showing" and block.kind == HomeBlock.Kind.FLASH_SALE:
            return "empty", str(_("nothing to show yet"))
        return state, words

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"now": timezone.localtime(), **(extra_context or {})}
        answer: HttpResponse = super().changelist_view(request, context)
        return answer

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"owner": request.user.pk, **super().get_changeform_initial_data(request)}

    def save_model(
        self,
        request: SignedInRequest,
        obj: HomeBlock,
        form: ModelForm[Any],
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        save_home_block(block=obj, actor=person(request.user.pk))


def state_of(thing: Any) -> tuple[str, str]:
    """Say whether something with a time shows now."""
    now = timezone.now()
    if not thing.is_active:
        return "off", str(_("switched off"))
    if thing.ends_at and thing.ends_at <= now:
        return "over", str(pgettext("time", "over"))
    if thing.starts_at and thing.starts_at > now:
        return "to come", str(_("to come"))
    return "showing", str(_("showing"))
