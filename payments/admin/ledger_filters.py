"""Filters of the ledger: entries that touch an account, or a gateway whatever its account."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from payments.gateways.registry import LABELS
from payments.models import Account, LedgerEntry, LedgerPosting

# Whose account is a gateway's; the others belong to customers and to the shop.
OF_GATEWAYS = (Account.CLEARING, Account.IN_TRANSIT, Account.FEE, Account.DIFFERENCES)


class AccountFilter(admin.SimpleListFilter):
    title = _("account")
    parameter_name = "account"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(account.value, account.label) for account in Account]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[LedgerEntry]
    ) -> QuerySet[LedgerEntry]:
        return _touching(queryset, account=self.value()) if self.value() else queryset


class GatewayFilter(admin.SimpleListFilter):
    title = _("gateway")
    parameter_name = "gateway"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(LABELS.items())

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[LedgerEntry]
    ) -> QuerySet[LedgerEntry]:
        if not self.value():
            return queryset
        return _touching(queryset, account__in=OF_GATEWAYS, party=self.value())


def entries_address(*, since: datetime | None = None, until: datetime, **narrowed: str) -> str:
    """Return the address of the ledger's list, narrowed to an account, a gateway, a time."""
    asked = narrowed | {"happened_at__lt": str(until)}
    if since:
        asked["happened_at__gte"] = str(since)
    return f"{reverse('admin:payments_ledgerentry_changelist')}?{urlencode(asked)}"


def _touching(entries: QuerySet[LedgerEntry], **side: Any) -> QuerySet[LedgerEntry]:
    return entries.filter(Exists(LedgerPosting.objects.filter(entry=OuterRef("pk"), **side)))
