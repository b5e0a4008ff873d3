"""Books are read in the back office; only services write them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from shop.common.admin.base import ModelAdmin, TabularInline


class ReadOnlyAdmin(ModelAdmin):
    """A page says first what people need (`details`); what only helps to find a fault is folded.

    What a summary above them says stands in neither.
    """

    details: tuple[str, ...] = ()
    technical: tuple[str, ...] = ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        folded = {"fields": self.technical, "classes": ("collapse",)}
        shown = [(None, {"fields": self.details})] if self.details else []
        return [*shown, (_("Technical details"), folded)] if self.technical else shown

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*self.details, *self.technical]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["show_history"] = False  # Django's own, which only pages that people edit write
        answer: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return answer

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class ReadOnlyInline(TabularInline):
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
