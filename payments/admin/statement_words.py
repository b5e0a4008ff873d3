"""What is to be known of a statement, in words, and what of it stands on the differences desk."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from payments.admin.ledger_filters import entries_address
from payments.models import Statement
from payments.selectors.reconciliation import span_of_day
from payments.services.finance_notices import PERMISSION

State = Statement.State
HEAPS = ("undecided", "unnamed")  # of the filter of the differences desk


def desk_links(statement: Statement) -> list[tuple[str, str]]:
    """Return what of a statement stands on the differences desk, with its address there.

    The list counts both heaps of its rows.
    """
    desk = reverse("admin:payments_difference_changelist")
    narrowed = f"{desk}?gateway={statement.gateway}&day={statement.day}"
    counts = [getattr(statement, f"{heap}_count") for heap in HEAPS]
    said = (
        ngettext("%(count)d open difference", "%(count)d open differences", counts[0]),
        ngettext(
            "%(count)d line without our number", "%(count)d lines without our number", counts[1]
        ),
    )
    return [
        (text % {"count": count}, f"{narrowed}&work={heap}")
        for heap, text, count in zip(HEAPS, said, counts, strict=True)
        if count
    ]


def links_of_statement(statement: Statement, user: Any) -> list[tuple[str, str]]:
    """Return what belongs to a statement: differences, lines, ledger, report, its file."""
    since, until = span_of_day(gateway=statement.gateway, day=statement.day)
    lines = reverse("admin:payments_statementrow_changelist")
    report = reverse("admin:payments_statement_report")
    found = [
        *desk_links(statement),
        (gettext("Its lines"), f"{lines}?statement={statement.pk}"),
        (gettext("Reconciliation report"), f"{report}?period=day&day={statement.day}"),
    ]
    if user.has_perm("payments.view_ledgerentry"):
        ledger = entries_address(since=since, until=until, gateway=statement.gateway)
        found.append((gettext("Ledger of this day"), ledger))
    if statement.file and user.has_perm(PERMISSION):
        file = reverse("admin:payments_statement_file", args=[statement.pk])
        found.append((gettext("The file as it came"), file))
    return found


def trouble_of(statement: Statement) -> list[str]:
    """Say why a statement is not compared yet, and what somebody does about it."""
    if statement.state == State.FAILED:
        told = gettext(
            "It could not be had (%(code)s). Try the account under “Provider accounts”, then fetch"
            " it again."
        )
        return [told % {"code": statement.last_error or "–"}]
    if statement.state == State.WAITING and statement.last_error:
        return [gettext("The gateway has not written it yet: it is asked for again by itself.")]
    return []
