"""The list of who changed what, of the library; our users have no first and last name to search."""

from auditlog.admin import LogEntryAdmin
from auditlog.models import LogEntry
from django.contrib import admin
from django.contrib.auth import get_user_model

admin.site.unregister(LogEntry)


@admin.register(LogEntry)
class ChangesAdmin(LogEntryAdmin):
    search_fields = (
        "object_repr",
        "changes",
        f"actor__{get_user_model().USERNAME_FIELD}",
    )
