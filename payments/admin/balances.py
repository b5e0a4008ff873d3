"""Balances: what every account holds when a day ends, and how it moved on that day (账户余额)."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django_stubs_ext import StrOrPromise

from payments.admin.asked_days import asked_day
from payments.admin.ledger_filters import OF_GATEWAYS, entries_address
from payments.gateways.registry import LABELS
from payments.models import Account
from payments.selectors.balances import Movement, beginning_of, movements_of
from payments.selectors.plans import gateway_label
from shop.common.admin.base import ModelAdmin
from shop.common.money import ZERO

_BOM = "\ufeff"


@dataclass(frozen=True, kw_only=True)
class Held:
    """What one account holds, and the address of the entries that it is the sum of."""

    label: StrOrPromise
    amount: Decimal
    url: str = ""


def show_balances(request: HttpRequest, model_admin: ModelAdmin) -> HttpResponse:
    """Show the balances of a day to somebody who may see the ledger, or hand them out as CSV."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    today = timezone.localdate()
    day = min(asked_day(request, usual=today), today)
    movements = sorted(filter(_is_worth_a_row, movements_of(day, day)), key=_place)
    if request.GET.get("format") == "csv":
        return _csv(movements, day)
    address = reverse("admin:payments_ledgerentry_balances")
    context = model_admin.admin_site.each_context(request) | {
        "title": _("Balances"),
        "model_admin": model_admin,  # for the way back to its list
        "day": day,
        "today": today,
        "before": f"{address}?day={day - timedelta(days=1)}",
        "after": f"{address}?day={day + timedelta(days=1)}" if day < today else "",
        "csv": f"{address}?day={day}&format=csv",
        "gateways": list(_by_gateway(movements, day)),
        "sums": [
            _sum(one.label, (move for move in movements if move.account == one))
            for one in OF_GATEWAYS
        ],
        "others": [
            _held(movements, Account.BANK, "", day),
            _held(movements, Account.CUSTOMER, "", day),
            _sum(_("All accounts together"), movements),
        ],
        "movements": [_row(move, day) for move in movements],
    }
    return TemplateResponse(request, "admin/payments/balances.html", context)


def account_name(account: str, party: str) -> str:
    """Name an account with its gateway; customers and the bank are one each."""
    label = str(Account(account).label)
    return f"{label} · {gateway_label(party)}" if account in OF_GATEWAYS else label


def _is_worth_a_row(move: Movement) -> bool:
    return any((move.before, move.received, move.given, move.after != move.known))


def _place(move: Movement) -> tuple[int, str]:
    return list(Account).index(move.account), gateway_label(move.party)


def _by_gateway(movements: Sequence[Movement], day: date) -> Iterator[tuple[str, list[Held]]]:
    moved = {move.party for move in movements if move.account in OF_GATEWAYS}
    for code in [*LABELS, *sorted(moved - LABELS.keys())]:
        if code in moved:
            yield gateway_label(code), [_held(movements, one, code, day) for one in OF_GATEWAYS]


def _held(movements: Sequence[Movement], account: Account, party: str, day: date) -> Held:
    for move in movements:
        if (move.account, move.party) == (account, party):
            url = _entries(account, party, until=day)
            return Held(label=account.label, amount=move.after, url=url)
    return Held(label=account.label, amount=ZERO)


def _sum(label: StrOrPromise, movements: Iterable[Movement]) -> Held:
    return Held(label=label, amount=sum((move.after for move in movements), ZERO))


def _row(move: Movement, day: date) -> dict[str, Any]:
    return {
        "name": account_name(move.account, move.party),
        "move": move,
        "has_moved": bool(move.received or move.given),
        "url": _entries(move.account, move.party, since=day, until=day),
        "booked_later": move.after - move.known,
    }


def _entries(account: Account, party: str, *, since: date | None = None, until: date) -> str:
    return entries_address(
        since=beginning_of(since) if since else None,
        until=beginning_of(until + timedelta(days=1)),
        account=account.value,
        **({"gateway": party} if party else {}),
    )


def _csv(movements: Iterable[Movement], day: date) -> HttpResponse:
    answer = HttpResponse(_BOM, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="balances-{day}.csv"'
    rows = csv.writer(answer)
    rows.writerow([
        _("Day"), _("Account"), pgettext("of a payment", "Gateway"), _("Balance before"),
        _("Came in"), _("Went out"), _("Balance"), _("Booked later"),
    ])  # fmt: skip
    for move in movements:
        rows.writerow([
            day, move.account.label, gateway_label(move.party), move.before, move.received,
            move.given, move.after, move.after - move.known,
        ])  # fmt: skip
    return answer
