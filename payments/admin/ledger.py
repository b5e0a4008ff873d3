"""The ledger, to be read: what moved, between which accounts, and who booked it."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from payments.admin.read_only import ReadOnlyAdmin, ReadOnlyInline
from payments.models import LedgerEntry, LedgerPosting


class PostingInline(ReadOnlyInline):
    model = LedgerPosting
    fields = ("account", "party", "amount")


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    list_display = ("happened_at", "kind", "reference", "subject", "moved", "booked_at")
    list_display_links = ("happened_at", "kind")
    list_filter = ("kind", "happened_at")
    search_fields = ("=reference", "=subject", "=key")
    search_help_text = _("Order number, or the number of a payment or refund at the gateway")
    ordering = ("-happened_at", "-pk")
    inlines = (PostingInline,)
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[LedgerEntry]:
        entries: QuerySet[LedgerEntry] = super().get_queryset(request)
        return entries.prefetch_related("postings")

    @admin.display(description=_("postings"))
    def moved(self, entry: LedgerEntry) -> str:
        return " · ".join(
            f"{posting.get_account_display()} {posting.amount:+,.2f}"
            for posting in entry.postings.all()
        )
