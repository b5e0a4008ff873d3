"""Reconciliation: a statement on its way from the gateway to its differences, step by step."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from payments.models import Account, LedgerEntry, Statement, StatementRow
from payments.policies import ReconciliationPolicies
from payments.selectors.balances import beginning_of
from payments.selectors.reconciliation import count_later, count_ours
from payments.services.finance_notices import tell_of_differences
from payments.services.ledger import Side, book
from payments.services.matching import clear_answered, find_differences, judged_until
from payments.services.statements import fetch_statement, read_statement
from shop.common.actors import process
from shop.common.policies import policies

_ACTOR = process("payments.reconciliation")
_MOMENT = timedelta(microseconds=1)
_ROWS_AT_ONCE = 50_000

State = Statement.State


def reconcile(*, statement_id: int) -> bool:
    """Take a statement as far as it goes and say whether it is compared now.

    Safe to repeat at any time, also after a death in the middle: each step begins where the last
    one ended.
    """
    if fetch_statement(statement_id=statement_id):
        read_statement(statement_id=statement_id)
    return match_statement(statement_id=statement_id)


@transaction.atomic
def match_statement(*, statement_id: int, at: datetime | None = None) -> bool:
    """Compare a statement that is read with our books; its fees are booked with it.

    Comparing once more finds only what changed meanwhile.
    """
    now = at or timezone.now()
    statement = Statement.objects.select_for_update().get(pk=statement_id)
    if statement.state not in {State.READ, State.MATCHED}:
        return False
    _book_fees(statement)
    found = find_differences(statement=statement, at=now)
    clear_answered(at=now)
    statement.state = State.MATCHED
    statement.matched_at = now
    statement.next_try_at = None
    _count_ours(statement)
    statement.save()
    undecided = statement.differences.undecided().count() if found else 0
    if undecided:
        tell_of_differences(gateway=statement.gateway, day=statement.day, count=undecided)
    return True


@transaction.atomic
def count_ours_anew(*, statement_id: int) -> None:
    """Bring our sums of a statement's day in line after something was booked for it."""
    statement = Statement.objects.select_for_update().get(pk=statement_id)
    _count_ours(statement)
    statement.save()


def prune_lines(*, at: datetime | None = None) -> int:
    """Delete lines of statements that are kept long enough; return how many."""
    days = policies(ReconciliationPolicies).keep_lines_days
    last = timezone.localdate(at or timezone.now()) - timedelta(days=days)
    with connection.cursor() as cursor:
        cursor.execute(_PRUNE, {"last": last, "most": _ROWS_AT_ONCE})
        return int(cursor.rowcount)


_PRUNE = f"""
DELETE FROM {StatementRow._meta.db_table} WHERE id IN (
    SELECT line.id FROM payments_statementrow line
    JOIN payments_statement statement ON statement.id = line.statement_id
    WHERE statement.day < %(last)s AND statement.state = 'matched'
    LIMIT %(most)s
)
"""  # noqa: S608, SLF001


def _book_fees(statement: Statement) -> None:
    key = f"fees:{statement.gateway}:{statement.day}"
    if not statement.fee_total or LedgerEntry.objects.filter(key=key).exists():
        return
    book(
        kind=LedgerEntry.Kind.FEES,
        key=key,
        sides=[
            Side(Account.FEE, statement.gateway, statement.fee_total),
            Side(Account.CLEARING, statement.gateway, -statement.fee_total),
        ],
        happened_at=beginning_of(statement.day + timedelta(days=1)) - _MOMENT,
        actor=_ACTOR,
        subject=f"{statement.day}",
    )


def _count_ours(statement: Statement) -> None:
    ours = count_ours(gateway=statement.gateway, day=statement.day)
    statement.our_trade_count, statement.our_trade_total = ours.trade_count, ours.trade_total
    statement.our_refund_count, statement.our_refund_total = ours.refund_count, ours.refund_total
    later = count_later(statement=statement, since=judged_until(statement=statement))
    statement.later_count = later.trade_count + later.refund_count
    statement.later_total = later.trade_total - later.refund_total
