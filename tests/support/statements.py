"""A gateway whose statements the tests write, in a format of their own."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO

from payments.gateways import registry
from payments.models import PaymentAttempt, RefundPart, Statement
from payments.services.reconciliation import reconcile
from payments.types import StatementLine, StatementOutcome
from shop.common.services.providers import save_provider_account
from shop.common.transport import ProviderAnswerInvalid
from tests.factories.payments import ACTOR

CODE = "bookhouse"


@dataclass
class Bookhouse:
    """Says of each day what the test wrote; a day nobody wrote is not there yet."""

    days: dict[date, list[StatementLine] | bytes] = field(default_factory=dict)
    asked: list[date] = field(default_factory=list)

    def download_statement(self, day: date, into: BinaryIO) -> StatementOutcome:
        self.asked.append(day)
        lines = self.days.get(day)
        if lines is None:
            return StatementOutcome.NOT_YET
        if not lines:
            return StatementOutcome.EMPTY
        into.write(lines if isinstance(lines, bytes) else written(lines))
        return StatementOutcome.READY

    def read_statement(self, file: BinaryIO) -> Iterator[StatementLine]:
        for line in file:
            yield read(line)


def written(lines: list[StatementLine]) -> bytes:
    return b"".join(json.dumps(asdict(line), default=str).encode() + b"\n" for line in lines)


def read(line: bytes) -> StatementLine:
    try:
        facts = json.loads(line)
    except ValueError as garbage:
        raise ProviderAnswerInvalid from garbage
    at = datetime.fromisoformat(facts["at"]) if facts["at"] else None
    money = {name: Decimal(facts[name]) for name in ("amount", "fee")}
    return StatementLine(**(facts | money | {"at": at}))


def open_bookhouse(monkeypatch) -> Bookhouse:
    """Make it the one gateway of the shop that writes statements."""
    house = Bookhouse()
    monkeypatch.setitem(registry.GATEWAYS, CODE, lambda _config: house)
    save_provider_account(provider=CODE, is_enabled=True, settings={}, secrets={}, actor=ACTOR)
    return house


def trade_line(attempt: PaymentAttempt, **changes: object) -> StatementLine:
    """What an honest statement says of a captured attempt."""
    facts: dict[str, object] = {
        "kind": "trade",
        "out_trade_no": attempt.out_trade_no,
        "gateway_trade_no": attempt.gateway_trade_no,
        "amount": attempt.amount,
        "fee": Decimal("0.00"),
        "at": attempt.captured_at,
    }
    return StatementLine(**(facts | changes))  # type: ignore[arg-type]


def refund_line(part: RefundPart, **changes: object) -> StatementLine:
    facts: dict[str, object] = {
        "kind": "refund",
        "out_trade_no": part.attempt.out_trade_no,
        "out_request_no": part.out_request_no,
        "gateway_trade_no": part.attempt.gateway_trade_no,
        "amount": part.amount,
        "fee": Decimal("0.00"),
        "at": part.done_at,
    }
    return StatementLine(**(facts | changes))  # type: ignore[arg-type]


def reconciled(day: date) -> Statement:
    """Reconcile a day of the bookhouse from its beginning."""
    statement, _is_new = Statement.objects.get_or_create(gateway=CODE, day=day)
    reconcile(statement_id=statement.pk)
    statement.refresh_from_db()
    return statement
