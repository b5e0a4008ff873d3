"""The ledger, to be read: what moved, between which accounts, and who booked it."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from payments.admin.money_page import MoneyAdmin, moment
from payments.admin.read_only import ReadOnlyInline
from payments.models import LedgerEntry, LedgerPosting


class PostingInline(ReadOnlyInline):
    model = LedgerPosting
    fields = ("account", "party", "amount")


@admin.register(LedgerEntry)
class LedgerEntryAdmin(MoneyAdmin):
    list_display = ("happened", "kind", "order", "subject", "moved", "booked")
    list_display_links = ("happened", "kind")
    list_filter = ("kind", "happened_at")
    search_fields = ("=reference", "=subject", "=key")
    search_help_text = _("Order number, or the number of a payment or refund at the gateway")
    empty_text = _("Every payment, refund, fee and bank receipt is booked here by itself.")
    ordering = ("-happened_at", "-pk")
    inlines = (PostingInline,)
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[LedgerEntry]:
        entries: QuerySet[LedgerEntry] = super().get_queryset(request)
        return entries.prefetch_related("postings")

    @admin.display(description=_("happened at"), ordering="happened_at")
    def happened(self, entry: LedgerEntry) -> SafeString | str:
        return moment(entry.happened_at)

    @admin.display(description=_("booked at"), ordering="booked_at")
    def booked(self, entry: LedgerEntry) -> SafeString | str:
        return moment(entry.booked_at)

    @admin.display(description=_("postings"))
    def moved(self, entry: LedgerEntry) -> SafeString:
        sides = format_html_join(
            "",
            '<span>{}</span><span class="is-number">{}</span>',
            (
                (posting.get_account_display(), f"{posting.amount:+,.2f}")
                for posting in entry.postings.all()
            ),
        )
        return format_html('<span class="cell-postings">{}</span>', sides)
