"""The ledger, to be read: what moved, between which accounts, and who booked it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from customers.models import User
from payments.admin.balances import account_name, show_balances
from payments.admin.ledger_filters import AccountFilter, GatewayFilter
from payments.admin.money_page import MoneyAdmin, moment, time_of
from payments.admin.read_only import ReadOnlyInline
from payments.models import Account, LedgerEntry, LedgerPosting
from payments.selectors.plans import gateway_label
from shop.common.typed_numbers import whole_number


class PostingInline(ReadOnlyInline):
    model = LedgerPosting
    fields = ("account", "whose", "money")
    readonly_fields = ("whose", "money")

    @admin.display(description=_("whose"))
    def whose(self, posting: LedgerPosting) -> str:
        if posting.account == Account.CUSTOMER:
            return str(User.objects.filter(pk=whole_number(posting.party) or 0).first() or "–")
        return gateway_label(posting.party) or "–"

    @admin.display(description=_("amount"))
    def money(self, posting: LedgerPosting) -> SafeString:
        return format_html('<span class="is-number">{}</span>', f"{posting.amount:+.2f}")


@admin.register(LedgerEntry)
class LedgerEntryAdmin(MoneyAdmin):
    list_display = ("happened", "kind", "order", "subject", "moved", "booked")
    list_display_links = ("happened", "kind")
    list_filter = (AccountFilter, GatewayFilter, "kind", "happened_at")
    search_fields = ("=reference", "=subject", "=key")
    search_help_text = _("Order number, or the number of a payment or refund at the gateway")
    empty_text = _("Every payment, refund, fee and bank receipt is booked here by itself.")
    ordering = ("-happened_at", "-pk")
    technical = ("key", "actor_process")
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
                (account_name(posting.account, posting.party), f"{posting.amount:+.2f}")
                for posting in entry.postings.all()
            ),
        )
        return format_html('<span class="cell-postings">{}</span>', sides)

    def summary_of(self, request: HttpRequest, row: LedgerEntry) -> dict[str, Any]:
        return {
            "chips": [(row.get_kind_display(), "")],
            "facts": [
                (pgettext("reference", "number"), row.subject),
                (gettext("happened at"), time_of(row.happened_at)),
                (gettext("booked at"), time_of(row.booked_at)),
                (gettext("booked by"), str(row.actor_user or gettext("by itself"))),
            ],
        }

    def get_urls(self) -> list[URLPattern]:
        balances = path(
            "balances/",
            self.admin_site.admin_view(self.balances_view),
            name="payments_ledgerentry_balances",
        )
        urls: list[URLPattern] = super().get_urls()
        return [balances, *urls]

    def balances_view(self, request: HttpRequest) -> HttpResponse:
        return show_balances(request, self)
