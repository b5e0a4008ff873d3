"""A day of 1,000,000 payments compared with the gateway's own file, with flat memory."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.db.models import Model

from payments.models import Difference, PaymentAttempt, RefundPart, Statement
from payments.services.captures import settle_capture
from payments.services.refund_outcomes import settle_refund_part
from payments.services.refunds import request_refund
from payments.types import RefundReport, RefundState
from shop.sandbox.alipay.bill_file import BillLine, write_bill
from tests.factories.payments import ACTOR, make_attempt, make_merchant, make_plan, paid_report
from tests.support.own_database import own_database  # noqa: F401
from tests.support.scale import full_or_small, is_full, report

PAYMENTS = full_or_small(980_000, 980)
REFUNDS = PAYMENTS // 49  # with the payments: one million lines
FLAWS = 7  # of each kind
MOST_SECONDS, MOST_MEGABYTES = 300, 100
DAY = date(2026, 11, 20)
START = datetime(2026, 11, 20, tzinfo=ZoneInfo("Asia/Shanghai"))

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

# Each row is the first one with a few things changed: what the shop adds to its tables is in it.
CLONE = """
INSERT INTO {table} SELECT (jsonb_populate_record(first, {changes})).*
FROM {table} first, generate_series(1, {count} - 1) n WHERE first.id = {id}
"""
NEW_ID = "'id', nextval(pg_get_serial_sequence('{table}', 'id'))"


def furnish():
    make_merchant()
    plan = make_plan("DD0", "100.00")
    attempt = make_attempt(plan)
    report_ = paid_report(attempt, paid_at=START, trade_no=f"2026112022001{0:015d}")
    settle_capture(attempt_id=attempt.pk, report=report_, actor=ACTOR)
    refund = request_refund(
        reference="DD0", amount=Decimal("40.00"), cause_key="case:0", actor=ACTOR
    )
    part = refund.parts.get()
    done = RefundReport(state=RefundState.DONE, done_at=START)
    settle_refund_part(part_id=part.pk, report=done, actor=ACTOR)
    PaymentAttempt.objects.update(out_trade_no=f"P20261120{0:010d}")
    RefundPart.objects.update(out_request_no=f"R20261120{0:010d}")
    pace = f"to_jsonb(timestamptz '{START}' + n * interval '{86_400 / PAYMENTS} seconds')"
    clone(
        attempt,
        PAYMENTS,
        f"""'out_trade_no', 'P20261120' || lpad(n::text, 10, '0'), 'gateway_trade_no',
        '2026112022001' || lpad(n::text, 15, '0'), 'captured_at', {pace}""",
    )
    clone(refund, REFUNDS, "'number', 'TK' || n, 'cause_key', 'case:' || n")
    # Parts are unique per refund and attempt; which attempt it is stands in the number.
    clone(
        part,
        REFUNDS,
        """'out_request_no', 'R20261120' || lpad(n::text, 10, '0'),
        'refund_id', (SELECT id FROM payments_refund WHERE cause_key = 'case:' || n),
        'attempt_id', (SELECT id FROM payments_paymentattempt
            WHERE out_trade_no = 'P20261120' || lpad(n::text, 10, '0'))""",
    )


def clone(first: Model, count: int, changes: str):
    table = first._meta.db_table
    changes = f"jsonb_build_object({NEW_ID.format(table=table)}, {changes})"
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX IF NOT EXISTS helper ON payments_refund (cause_key)")
        cursor.execute(CLONE.format(table=table, changes=changes, count=count, id=first.pk))
        cursor.execute(f"ANALYZE {table}")


def lines() -> Iterator[BillLine]:
    """Say what our books say, but for some flaws of each kind at the beginning."""
    for n in range(PAYMENTS):
        if n < FLAWS:
            continue  # only ours
        is_unknown, is_wrong = n < 2 * FLAWS, 2 * FLAWS <= n < 3 * FLAWS
        number = f"X{n}" if is_unknown else f"P20261120{n:010d}"
        yield line(n, number, fen=9_999 if is_wrong else 10_000)
    for n in range(REFUNDS):
        number = f"P20261120{n:010d}"
        yield line(n, number, fen=-4_000, request_no=f"R20261120{n:010d}")


def line(n: int, number: str, *, fen: int, request_no: str = "") -> BillLine:
    at = f"{START + n * timedelta(days=1) / PAYMENTS:%Y-%m-%d %H:%M:%S}"
    return BillLine(
        trade_no=f"2026112022001{n:015d}",
        out_trade_no=number,
        is_refund=bool(request_no),
        subject="开店 订单 短袖T恤，两件",
        created=at,
        finished=at,
        payer="138****0000",
        fen=fen,
        fee_fen=-60 if fen > 0 else 24,
        request_no=request_no,
    )


def kept_statement(folder):
    path = folder / "bill.zip"
    with path.open("wb") as file:
        write_bill(into=file, account="2088", day=DAY, lines=lines())
    statement = Statement(gateway="alipay", day=DAY, state=Statement.State.KEPT)
    storage = FileSystemStorage(location=folder / "private")
    with path.open("rb") as file:
        statement.file.name = storage.save("statements/bill.zip", File(file))
    statement.save()
    return statement, path.stat().st_size


def reconcile_in_a_process(statement: Statement, url: str, folder):
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.reconcile_run", str(statement.pk)],
        env=os.environ
        | {
            "DATABASE_URL": url,
            "PRIVATE_ROOT": str(folder / "private"),
            "REDIS_URL": settings.REDIS_URL,
        },
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return json.loads(done.stdout)


@pytest.mark.req("PAY-13")
def test_a_large_day_is_compared_quickly_and_with_little_memory(own_database, tmp_path):  # noqa: F811
    furnish()
    statement, size = kept_statement(tmp_path)

    load_before = os.getloadavg()[0]
    facts = reconcile_in_a_process(statement, own_database, tmp_path)
    load_after = os.getloadavg()[0]

    assert (facts["state"], facts["rows"]) == ("matched", PAYMENTS - FLAWS + REFUNDS), facts
    assert PaymentAttempt.objects.count() == PAYMENTS
    assert RefundPart.objects.count() == REFUNDS
    found = {kind: Difference.objects.filter(kind=kind).count() for kind in Difference.Kind.values}
    assert found == {
        "only_ours": 2 * FLAWS, "only_theirs": FLAWS, "amount": FLAWS, "status": 0, "fee": 0,
        "twice": 0,
    }  # fmt: skip
    if not is_full():
        return
    report(
        f"{facts['rows']} lines of a statement of {size / 1e6:.0f} MB against {PAYMENTS} payments",
        [*facts.items(), ("load before and after", f"{load_before:.1f}, {load_after:.1f}")],
    )
    assert facts["memory_mb"] <= MOST_MEGABYTES
    assert facts["seconds"] <= MOST_SECONDS, "on two quiet cores; the load stands above"
