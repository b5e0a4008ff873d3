"""Counts of refused notifications."""

from django.contrib import admin

from payments.admin.read_only import ReadOnlyAdmin
from payments.models import NotificationRefusal


@admin.register(NotificationRefusal)
class NotificationRefusalAdmin(ReadOnlyAdmin):
    list_display = ("day", "gateway", "cause", "count")
    list_filter = ("gateway", "cause", "day")
    ordering = ("-day", "gateway", "cause")
