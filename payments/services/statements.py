"""Statements: fetched when they are there, kept as they came, read into rows by COPY."""

import hashlib
import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import islice
from typing import BinaryIO, cast

from django.core.files import File
from django.db import DataError, connection, transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone

from payments.errors import GatewayKeysInvalid
from payments.gateways.registry import GATEWAYS
from payments.gateways.statements import WritesStatements
from payments.models import Difference, PaymentAttempt, Statement, StatementRow
from payments.policies import ReconciliationPolicies
from payments.selectors.reconciliation import count_ours
from payments.services.finance_notices import tell_of_failed_statement
from payments.services.gateways import gateway
from payments.types import StatementLine, StatementOutcome
from shop.common.copying import copy_rows
from shop.common.errors import DomainError
from shop.common.money import ZERO, quantize
from shop.common.policies import policies
from shop.common.selectors import ProviderNotSetUp
from shop.common.transport import ProviderAnswerInvalid, ProviderUnavailable

logger = logging.getLogger(__name__)

State = Statement.State
_DAYS_BACK = 7
_PATIENCE = timedelta(days=3)
_AT_WORK = timedelta(minutes=15)  # after which whoever took a statement counts as dead
_PAUSE = timedelta(minutes=20)
_MOST_FAULTS = 5
_ROWS_AT_ONCE = 10_000
_LONGEST_NUMBER = 64
_FIELDS = (
    "statement", "position", "kind", "out_trade_no", "out_request_no", "gateway_trade_no",
    "amount", "fee", "at", "is_pending",
)  # fmt: skip
_PIECE = 1 << 20


def open_statements(*, at: datetime | None = None) -> list[int]:
    """Expect the statements of the last days of every gateway; return those to work on now.

    A day that was compared is compared again when something was booked for it since.
    """
    now = at or timezone.now()
    yesterday = timezone.localdate(now) - timedelta(days=1)
    ready_at = timezone.localtime(now).time() >= policies(ReconciliationPolicies).fetch_from
    last = yesterday if ready_at else yesterday - timedelta(days=1)
    wanted = [
        Statement(gateway=code, day=day, next_try_at=now)
        for code in _gateways_with_statements()
        for day in _days(code, last)
    ]
    Statement.objects.bulk_create(wanted, ignore_conflicts=True)
    _open_what_changed(last, now)
    due = Statement.objects.due(now).order_by("day", "gateway")
    return list(due.values_list("pk", flat=True))


def _open_what_changed(last: date, now: datetime) -> None:
    first = last - timedelta(days=_DAYS_BACK - 1)
    # A process may have died between settling a difference and counting its day anew.
    settled = Difference.objects.filter(closed_at__gte=now - timedelta(days=_DAYS_BACK))
    is_new = Q(day__range=(first, last)) | Q(pk__in=settled.values("statement"))
    for statement in Statement.objects.filter(is_new, state=State.MATCHED, next_try_at=None):
        if statement.ours != count_ours(gateway=statement.gateway, day=statement.day):
            same = Statement.objects.filter(pk=statement.pk, state=State.MATCHED)
            same.update(next_try_at=now)


def fetch_statement(*, statement_id: int) -> bool:
    """Fetch a statement that waits, and say whether its file is kept now. Safe to repeat."""
    statement = _claim(statement_id)
    if statement is None:
        return Statement.objects.filter(pk=statement_id, state=State.KEPT).exists()
    with tempfile.TemporaryFile() as file:
        try:
            outcome = _house(statement.gateway).download_statement(statement.day, file)
        except DomainError as trouble:
            _note_fault(statement.pk, trouble)
            return False
        if outcome == StatementOutcome.NOT_YET:
            _wait(statement)
            return False
        _keep(statement.pk, file if outcome == StatementOutcome.READY else None)
    return True


def read_statement(*, statement_id: int) -> bool:
    """Read the rows of a kept file, all or none; what was read before is not read again."""
    try:
        return _read(statement_id)
    except (ProviderAnswerInvalid, GatewayKeysInvalid, DataError) as trouble:
        _note_fault(statement_id, trouble)
        return False


@transaction.atomic
def fetch_again(*, statement_id: int) -> None:
    """Ask anew for a statement that failed: somebody looked into it."""
    failed = Statement.objects.filter(pk=statement_id, state=State.FAILED)
    failed.update(state=State.WAITING, tries=0, next_try_at=timezone.now(), last_error="")


def _gateways_with_statements() -> Iterator[str]:
    for code in GATEWAYS:
        try:
            house = gateway(code=code)
        except (ProviderNotSetUp, GatewayKeysInvalid):
            continue
        if isinstance(house, WritesStatements):
            yield code


def _days(code: str, last: date) -> Iterator[date]:
    captured = PaymentAttempt.objects.filter(
        gateway=code, state=PaymentAttempt.State.CAPTURED, captured_at__isnull=False
    )
    first = captured.order_by("captured_at").values_list("captured_at", flat=True).first()
    if first is None:
        return
    day = max(timezone.localdate(first), last - timedelta(days=_DAYS_BACK - 1))
    while day <= last:
        yield day
        day += timedelta(days=1)


@transaction.atomic
def _claim(statement_id: int) -> Statement | None:
    statement = (
        Statement.objects.select_for_update(skip_locked=True)
        .filter(pk=statement_id, state=State.WAITING, next_try_at__lte=timezone.now())
        .first()
    )
    if statement is None:
        return None
    statement.tries += 1
    statement.next_try_at = timezone.now() + _AT_WORK
    statement.save(update_fields=["tries", "next_try_at"])
    return statement


def _house(code: str) -> WritesStatements:
    house = gateway(code=code)
    if not isinstance(house, WritesStatements):
        raise ProviderAnswerInvalid
    return house


def _wait(statement: Statement) -> None:
    """Ask again later; who has none for days is believed where we know of no payment either."""
    waited = timezone.localdate() - statement.day
    if waited > _PATIENCE:
        if count_ours(gateway=statement.gateway, day=statement.day).trade_count:
            _note_fault(statement.pk, ProviderUnavailable(), is_final=True)
        else:
            _keep(statement.pk, None)
        return
    again = {"next_try_at": timezone.now() + _PAUSE, "tries": 0, "last_error": "not_yet"}
    Statement.objects.filter(pk=statement.pk, state=State.WAITING).update(**again)


@transaction.atomic
def _note_fault(statement_id: int, trouble: Exception, *, is_final: bool = False) -> None:
    statement = Statement.objects.select_for_update().get(pk=statement_id)
    statement.last_error = getattr(trouble, "code", type(trouble).__name__)[:120]
    statement.state = State.WAITING  # a file that cannot be read is fetched anew
    statement.next_try_at = timezone.now() + _PAUSE
    if is_final or statement.tries >= _MOST_FAULTS:
        statement.state = State.FAILED
        statement.next_try_at = None
        tell_of_failed_statement(gateway=statement.gateway, day=statement.day)
    statement.save(update_fields=["state", "next_try_at", "last_error"])
    logger.warning(
        "Could not get a statement",
        extra={"statement_id": statement_id, "trouble": statement.last_error},
    )


def _keep(statement_id: int, file: BinaryIO | None) -> None:
    """Keep what came, and only then say so: a file that nobody names is the worst that can be."""
    statement = Statement.objects.get(pk=statement_id)
    if file is not None:
        statement.checksum, statement.file_size = _measure(file)
        statement.file.save("statement", File(file), save=False)
    statement.state = State.KEPT
    statement.fetched_at = timezone.now()
    statement.last_error = ""
    statement.save(
        update_fields=["file", "checksum", "file_size", "state", "fetched_at", "last_error"]
    )


def _measure(file: BinaryIO) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while piece := file.read(_PIECE):
        digest.update(piece)
        size += len(piece)
    file.seek(0)
    return digest.hexdigest(), size


@transaction.atomic
def _read(statement_id: int) -> bool:
    statement = Statement.objects.select_for_update().get(pk=statement_id)
    if statement.state != State.KEPT:
        return statement.state == State.READ
    if statement.file:
        with _opened(statement) as lines:
            _copy(statement, lines)
    _add_up(statement)
    statement.state = State.READ
    statement.save()
    return True


@contextmanager
def _opened(statement: Statement) -> Iterator[Iterator[StatementLine]]:
    with statement.file.open("rb") as file:
        yield _house(statement.gateway).read_statement(cast("BinaryIO", file))


def _copy(statement: Statement, lines: Iterator[StatementLine]) -> None:
    rows = (_row(statement.pk, position, line) for position, line in enumerate(lines, start=1))
    count = 0
    while some := list(islice(rows, _ROWS_AT_ONCE)):
        copy_rows(StatementRow, _FIELDS, some)
        count += len(some)
    if count > _ROWS_AT_ONCE:
        # The planner knows nothing of what came in this transaction.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE payments_statementrow")


def _row(statement_id: int, position: int, line: StatementLine) -> tuple[object, ...]:
    numbers = (line.out_trade_no, line.out_request_no, line.gateway_trade_no)
    if max(map(len, numbers)) > _LONGEST_NUMBER:
        raise ProviderAnswerInvalid
    facts = (line.amount, line.fee, line.at, line.is_pending)
    return (statement_id, position, line.kind, *numbers, *facts)


def _add_up(statement: Statement) -> None:
    sums = (
        statement.rows.order_by()
        .values_list("kind")
        .annotate(count=Count("pk"), total=Sum("amount"), fees=Sum("fee"))
    )
    figures = {kind: (count, total, fees) for kind, count, total, fees in sums}
    trades = figures.get(StatementRow.Kind.TRADE, (0, ZERO, ZERO))
    refunds = figures.get(StatementRow.Kind.REFUND, (0, ZERO, ZERO))
    statement.trade_count, statement.trade_total = trades[0], trades[1]
    statement.refund_count, statement.refund_total = refunds[0], refunds[1]
    statement.fee_total = quantize(trades[2] + refunds[2])
    pending = statement.rows.filter(is_pending=True).aggregate(count=Count("pk"), sum=Sum("amount"))
    statement.pending_count, statement.pending_total = pending["count"], pending["sum"] or ZERO
