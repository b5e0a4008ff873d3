"""The stored figures of each day, to look up and to drill down to."""

from django.contrib import admin
from django.http import HttpRequest

from analytics.models import DailyFigures
from shop.common.admin.base import ModelAdmin


@admin.register(DailyFigures)
class DailyFiguresAdmin(ModelAdmin):
    list_display = [
        "day", "visitors", "page_views", "sessions", "bounced_sessions", "orders_placed",
        "orders_paid", "paying_customers", "gmv", "gmv_clean", "paid_amount", "refunded_amount",
        "new_users",
    ]  # fmt: skip
    list_filter = ["day"]
    ordering = ["-day"]
    list_fullwidth = True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
