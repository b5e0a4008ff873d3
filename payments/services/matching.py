"""Comparing a statement with our books, a set at a time: no row passes through Python.

Whatever differs becomes a row of `Difference` under a key of its own, so that comparing once more
finds nothing new. A statement's row is compared with our payment of the same number, whatever its
day; what only we have is looked for in the neighbour days too, and first looked for when the
minutes around midnight can be in no further statement.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from payments.models import Statement
from payments.policies import ReconciliationPolicies
from payments.selectors.balances import beginning_of
from shop.common.money import ZERO
from shop.common.policies import policies

_DAY = timedelta(days=1)
# The day of UnionPay ends at 23:00.
_MARGINS = {"unionpay": timedelta(minutes=90)}
_COMPARED = (Statement.State.READ, Statement.State.MATCHED)

_KEEP = """
WITH found AS ({found}), fresh AS (
    INSERT INTO payments_difference (
        key, statement_id, gateway, day, kind, subject, out_trade_no, out_request_no,
        gateway_trade_no, attempt_id, part_id, ours, theirs, gap, happened_at, is_pending, found_at,
        state, action, reference, reason, needs_second
    )
    SELECT left(concat_ws(':', %(gateway)s, subject, number, kind), 200), %(statement)s,
        %(gateway)s, %(day)s, kind, subject, out_trade_no, out_request_no, gateway_trade_no,
        attempt_id, part_id, ours, theirs,
        (coalesce(theirs, 0) - coalesce(ours, 0)) * CASE subject WHEN 'refund' THEN -1 ELSE 1 END,
        happened_at, is_pending, %(now)s, 'open', '', reference, '', false
    FROM found
    ON CONFLICT (key) DO NOTHING
    RETURNING id
)
INSERT INTO payments_differencehistory
    (difference_id, axis, from_state, to_state, reason, actor_process, at)
SELECT id, 'state', '', 'open', '', 'payments.reconciliation', %(now)s FROM fresh
"""

_REFERENCE = """
coalesce((
    SELECT plan.reference FROM payments_payment payment
    JOIN payments_paymentplan plan ON plan.id = payment.plan_id
    WHERE payment.id = attempt.payment_id
), '') AS reference
"""

# What left the gateway for good: to who paid, or back to our own bank account.
_LEFT = "(part.state = 'done' AND part.serial = '' OR part.returned_at IS NOT NULL)"
_MOMENT = "line.at AS happened_at, line.is_pending"
_ROW = "line.out_trade_no, line.out_request_no, line.gateway_trade_no"

TRADES = f"""
SELECT 'trade' AS subject, coalesce(nullif(line.out_trade_no, ''), line.gateway_trade_no) AS number,
    CASE WHEN attempt.id IS NULL THEN 'only_theirs' WHEN attempt.state <> 'captured' THEN 'status'
        ELSE 'amount' END AS kind,
    {_ROW}, attempt.id AS attempt_id, NULL::bigint AS part_id,
    CASE attempt.state WHEN 'captured' THEN attempt.captured_amount END AS ours,
    line.amount AS theirs, {_MOMENT}, {_REFERENCE}
FROM payments_statementrow line
LEFT JOIN payments_paymentattempt attempt
    ON attempt.out_trade_no = line.out_trade_no AND attempt.gateway = %(gateway)s
WHERE line.statement_id = %(statement)s AND line.kind = 'trade'
    AND (attempt.id IS NULL OR attempt.state <> 'captured'
        OR attempt.captured_amount <> line.amount)
"""  # noqa: S608  constants of this module

# A refund that was only accepted when the statement was written stands on that day for good: it
# agrees with ours of the same amount, however far ours is, and on whatever day it is done.
REFUNDS = f"""
SELECT 'refund' AS subject,
    coalesce(nullif(line.out_request_no, ''), nullif(line.out_trade_no, ''), line.gateway_trade_no)
        AS number,
    CASE WHEN part.id IS NULL THEN 'only_theirs' WHEN line.is_pending
        OR {_LEFT} THEN 'amount' ELSE 'status' END AS kind,
    {_ROW}, attempt.id AS attempt_id, part.id AS part_id,
    CASE WHEN line.is_pending OR {_LEFT} THEN part.amount END AS ours,
    line.amount AS theirs, {_MOMENT}, {_REFERENCE}
FROM payments_statementrow line
LEFT JOIN payments_paymentattempt attempt
    ON attempt.out_trade_no = line.out_trade_no AND attempt.gateway = %(gateway)s
LEFT JOIN payments_refundpart part
    ON part.out_request_no = line.out_request_no AND part.attempt_id = attempt.id
WHERE line.statement_id = %(statement)s AND line.kind = 'refund'
    AND (part.id IS NULL OR part.amount <> line.amount
        OR NOT line.is_pending AND NOT ({_LEFT}))
"""  # noqa: S608

# Gateways give the fee of a refund back or keep it: both are right.
FEES = f"""
SELECT line.kind AS subject,
    coalesce(nullif(CASE line.kind WHEN 'refund' THEN line.out_request_no ELSE '' END, ''),
        nullif(line.out_trade_no, ''), line.gateway_trade_no) AS number,
    'fee' AS kind, {_ROW}, attempt.id AS attempt_id, NULL::bigint AS part_id,
    agreed.fee AS ours, round(line.fee, 2) AS theirs, {_MOMENT}, {_REFERENCE}
FROM payments_statementrow line
CROSS JOIN LATERAL (
    SELECT CASE line.kind WHEN 'refund' THEN -1 ELSE 1 END
        * round(line.amount * %(fee_percent)s / 100, 2) AS fee
) AS agreed
LEFT JOIN payments_paymentattempt attempt
    ON attempt.out_trade_no = line.out_trade_no AND attempt.gateway = %(gateway)s
WHERE line.statement_id = %(statement)s AND %(fee_percent)s > 0
    AND abs(line.fee - agreed.fee) > 0.01 AND NOT (line.kind = 'refund' AND line.fee = 0)
"""  # noqa: S608

TWICE = f"""
SELECT line.kind AS subject, concat_ws('/', line.gateway_trade_no, line.out_trade_no,
        nullif(line.out_request_no, ''), %(day)s::text, line.position) AS number,
    'twice' AS kind, {_ROW}, attempt.id AS attempt_id, NULL::bigint AS part_id,
    NULL::numeric AS ours, line.amount AS theirs, {_MOMENT}, {_REFERENCE}
FROM payments_statementrow line
LEFT JOIN payments_paymentattempt attempt
    ON attempt.out_trade_no = line.out_trade_no AND attempt.gateway = %(gateway)s
WHERE line.statement_id = %(statement)s AND EXISTS (
    SELECT FROM payments_statementrow earlier
    WHERE earlier.statement_id = ANY(%(neighbours)s) AND earlier.id < line.id
        AND earlier.out_trade_no = line.out_trade_no AND earlier.kind = line.kind
        AND earlier.out_request_no = line.out_request_no
        AND earlier.gateway_trade_no = line.gateway_trade_no
)
"""  # noqa: S608

# A refund with a serial number of the bank was paid out by hand: it left the bank, and is no
# refund of the gateway's, unless that brought it to our bank first; should it stand in a statement
# all the same, the money left twice.
OUR_TRADES = f"""
SELECT 'trade' AS subject, attempt.out_trade_no AS number, 'only_ours' AS kind,
    attempt.out_trade_no, '' AS out_request_no, attempt.gateway_trade_no,
    attempt.id AS attempt_id, NULL::bigint AS part_id,
    attempt.captured_amount AS ours, NULL::numeric AS theirs,
    attempt.captured_at AS happened_at, false AS is_pending, {_REFERENCE}
FROM payments_paymentattempt attempt
WHERE attempt.gateway = %(gateway)s AND attempt.state = 'captured'
    AND attempt.captured_at >= %(first)s AND attempt.captured_at < %(end)s
    AND NOT EXISTS (
        SELECT FROM payments_statementrow line
        WHERE line.out_trade_no = attempt.out_trade_no AND line.kind = 'trade'
            AND line.statement_id = ANY(%(neighbours)s)
    )
"""  # noqa: S608

OUR_REFUNDS = f"""
SELECT 'refund' AS subject, part.out_request_no AS number, 'only_ours' AS kind,
    attempt.out_trade_no, part.out_request_no, attempt.gateway_trade_no,
    attempt.id AS attempt_id, part.id AS part_id, part.amount AS ours, NULL::numeric AS theirs,
    coalesce(part.returned_at, part.done_at) AS happened_at, false AS is_pending, {_REFERENCE}
FROM payments_refundpart part
JOIN payments_paymentattempt attempt ON attempt.id = part.attempt_id
WHERE attempt.gateway = %(gateway)s
    AND (part.state = 'done' AND part.serial = ''
            AND part.done_at >= %(first)s AND part.done_at < %(end)s
        OR part.returned_at >= %(first)s AND part.returned_at < %(end)s)
    AND NOT EXISTS (
        SELECT FROM payments_statementrow line
        WHERE line.out_request_no = part.out_request_no AND line.kind = 'refund'
            AND line.out_request_no <> '' AND line.statement_id = ANY(%(neighbours)s)
    )
    AND NOT EXISTS (
        SELECT FROM payments_statementrow line
        JOIN payments_statement told ON told.id = line.statement_id
        WHERE line.out_request_no = part.out_request_no AND line.is_pending
            AND told.gateway = %(gateway)s AND line.amount = part.amount
    )
"""  # noqa: S608

QUESTIONS = (TRADES, REFUNDS, FEES, TWICE, OUR_TRADES, OUR_REFUNDS)

# What a later statement, a late notification or a person brought in line meanwhile.
_ANSWERED = f"""
(difference.kind = 'only_ours' AND EXISTS (
    SELECT FROM payments_statementrow line
    JOIN payments_statement told ON told.id = line.statement_id
    WHERE told.gateway = difference.gateway AND line.kind = difference.subject
        AND line.out_trade_no = difference.out_trade_no
        AND line.out_request_no = difference.out_request_no AND line.amount = difference.ours
))
OR (difference.kind IN ('only_theirs', 'status') AND difference.subject = 'trade' AND EXISTS (
    SELECT FROM payments_paymentattempt attempt
    WHERE attempt.out_trade_no = difference.out_trade_no AND attempt.state = 'captured'
        AND attempt.gateway = difference.gateway AND attempt.captured_amount = difference.theirs
))
OR (difference.kind IN ('only_theirs', 'status') AND difference.subject = 'refund' AND EXISTS (
    SELECT FROM payments_refundpart part
    WHERE part.out_request_no = difference.out_request_no
        AND (difference.is_pending OR {_LEFT})
        AND part.amount = difference.theirs
))
"""  # noqa: S608

_CLEAR = f"""
WITH answered AS (
    SELECT id, state FROM payments_difference difference
    WHERE state IN ('open', 'proposed') AND ({_ANSWERED})
    ORDER BY id FOR UPDATE
), cleared AS (
    UPDATE payments_difference difference SET state = 'cleared', closed_at = %(now)s
    FROM answered WHERE difference.id = answered.id
    RETURNING difference.id, answered.state
)
INSERT INTO payments_differencehistory
    (difference_id, axis, from_state, to_state, reason, actor_process, at)
SELECT id, 'state', state, 'cleared', '', 'payments.reconciliation', %(now)s FROM cleared
"""  # noqa: S608


def find_differences(*, statement: Statement, at: datetime) -> int:
    """Write what differs and was not known; return how much that is."""
    facts = _facts(statement, at)
    with connection.cursor() as cursor:
        found = 0
        for question in QUESTIONS:
            cursor.execute(_KEEP.format(found=question), facts)
            found += cursor.rowcount
    return found


def clear_answered(*, at: datetime) -> int:
    """Clear what came in line by itself; return how much that is."""
    with connection.cursor() as cursor:
        cursor.execute(_CLEAR, {"now": at})
        return int(cursor.rowcount)


def _facts(statement: Statement, at: datetime) -> dict[str, Any]:
    near = Statement.objects.filter(
        gateway=statement.gateway,
        day__range=(statement.day - _DAY, statement.day + _DAY),
        state__in=_COMPARED,
    )
    compared = {row.day for row in near}
    start, margin = beginning_of(statement.day), _margin(statement.gateway)
    # The last minutes of a day are looked at with the next one; unless that is done already, or
    # there is nothing that could have looked at them.
    return {
        "statement": statement.pk,
        "gateway": statement.gateway,
        "day": statement.day,
        "now": at,
        "first": start - margin if statement.day - _DAY in compared else start,
        "end": start + _DAY
        if statement.day + _DAY in compared
        else judged_until(statement=statement),
        "neighbours": [row.pk for row in near],
        "fee_percent": _fee_percent(statement.gateway),
    }


def judged_until(*, statement: Statement) -> datetime:
    """Return the moment from which on our books are compared with the next statement."""
    return beginning_of(statement.day) + _DAY - _margin(statement.gateway)


def _margin(gateway: str) -> timedelta:
    minutes = policies(ReconciliationPolicies).midnight_minutes
    return _MARGINS.get(gateway, timedelta(minutes=minutes))


def _fee_percent(gateway: str) -> Decimal:
    agreed: Decimal = getattr(policies(ReconciliationPolicies), f"{gateway}_fee_percent", ZERO)
    return agreed
