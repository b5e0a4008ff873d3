"""A comparison whose process is killed with -9 is done by the next, with nothing twice or lost."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import transaction

from payments.models import Difference, LedgerEntry, Statement
from payments.services.reconciliation import reconcile
from payments.services.statements import fetch_statement, read_statement
from tests.catalog.conftest import private_files  # noqa: F401
from tests.payments.test_reconciling_a_day import DAY, NOON, paid
from tests.support.holding import count_waiting
from tests.support.own_database import own_database  # noqa: F401
from tests.support.sandbox import wait_until
from tests.support.statements import CODE, open_bookhouse, reconciled, trade_line

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

NEXT_DAY = DAY + timedelta(days=1)
Found = list[tuple[str, str, Decimal | None]]


@pytest.fixture
def statement(own_database, private_files, monkeypatch) -> Statement:  # noqa: F811
    """A day that is read and not compared; it answers what the day before left open."""
    house = open_bookhouse(monkeypatch)
    late, wrong = paid("DD1"), paid("DD2", at=NOON + timedelta(days=1))
    house.days[DAY] = []
    house.days[NEXT_DAY] = [
        trade_line(late, fee=Decimal("0.60")),
        trade_line(wrong, amount=Decimal("100.00")),
        trade_line(wrong, out_trade_no="P404P404", gateway_trade_no="2026404"),
    ]
    reconciled(DAY)
    assert found() == [("only_ours", "open", Decimal("-99.90"))]
    row = Statement.objects.create(gateway=CODE, day=NEXT_DAY)
    assert fetch_statement(statement_id=row.pk)
    assert read_statement(statement_id=row.pk)
    return row


def found() -> Found:
    return sorted(Difference.objects.values_list("kind", "state", "gap"))


def fees() -> list[str]:
    return list(LedgerEntry.objects.filter(kind="fees").values_list("key", flat=True))


@pytest.mark.req("PAY-13")
def test_a_killed_comparison_is_done_by_the_next_once(statement, own_database):  # noqa: F811
    with transaction.atomic():
        # The last step of comparing wants the difference that is answered now.
        assert list(Difference.objects.select_for_update())
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.support.match_worker", str(statement.pk)],
            env=os.environ | {"DATABASE_URL": own_database, "REDIS_URL": settings.REDIS_URL},
        )
        wait_until(
            lambda: count_waiting() == 1, "the comparison to come to its last step", patience=90
        )
        worker.send_signal(signal.SIGKILL)
        worker.wait()

    statement.refresh_from_db()
    assert statement.state == Statement.State.READ
    assert found() == [("only_ours", "open", Decimal("-99.90"))]
    assert fees() == []

    for _time in range(2):
        assert reconcile(statement_id=statement.pk)
        statement.refresh_from_db()
        assert statement.state == Statement.State.MATCHED
        assert found() == [
            ("amount", "open", Decimal("0.10")),
            ("only_ours", "cleared", Decimal("-99.90")),
            ("only_theirs", "open", Decimal("99.90")),
        ]
        assert fees() == [f"fees:{CODE}:{NEXT_DAY}"]
