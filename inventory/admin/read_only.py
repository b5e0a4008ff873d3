"""Rows that services write and people only read."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from shop.common.admin.base import ModelAdmin


class ReadOnlyAdmin(ModelAdmin):
    """Shows rows and their fields; nobody adds, deletes or edits them here."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        shown = [field.name for field in self.opts.fields]
        return [*shown, *self.readonly_fields]

    def change_view(self, *args: Any, **kwargs: Any) -> Any:
        extra = {"show_save": False, "show_save_and_continue": False}
        kwargs["extra_context"] = extra | (kwargs.get("extra_context") or {})
        return super().change_view(*args, **kwargs)
