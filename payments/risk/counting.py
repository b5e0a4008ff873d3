"""Counts over the history of assessments, in one statement for all rules and many assessments.

An order that is being placed has no row yet: it asks with its own values, and sees every row there
is. A past one asks with its row, and sees those written before it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from customers.traits import Trait
from payments.risk.types import Counted, Measure, RiskFacts, Seen

_COLUMNS = {
    Trait.ACCOUNT: "customer_id",
    Trait.PHONE: "phone_key",
    Trait.ADDRESS: "address_key",
    Trait.DEVICE: "device_key",
    Trait.IP: "ip_key",
    Trait.BROWSER: "browser_key",
}
_KEYS = (Trait.PHONE, Trait.ADDRESS, Trait.DEVICE, Trait.IP, Trait.BROWSER)
# No rule wants to know more than this; it keeps a hot address from being counted to its end.
_MOST = 1000
_ALL = 2**63 - 1

_WHAT = {
    Counted.ORDERS: ("count(*)", "1", ""),
    Counted.ACCOUNTS: (
        "count(DISTINCT found.customer_id)",
        "past.customer_id",
        "AND past.customer_id <> asked.customer_id",
    ),
    Counted.NEWCOMERS: (
        "count(DISTINCT found.customer_id)",
        "past.customer_id",
        "AND past.customer_id <> asked.customer_id AND past.uses_newcomer_offer",
    ),
}

_COUNT = """
    (SELECT {what} FROM (
        SELECT {wanted} FROM payments_riskassessment past
        WHERE past.{column} = asked.{column} {told}
          AND past.id < asked.id AND past.decision <> 'refuse' {narrowed}
          AND past.at > asked.at - make_interval(mins => {minutes:d}) AND past.at <= {latest}
        LIMIT {most:d}
    ) found)
"""
# By the latest orders: they can be paid for a day at most, so older ones have no fresh failures.
_COUNT_FAILURES = """
    (SELECT coalesce(sum(attempt.refusal_count), 0) FROM (
        SELECT past.reference FROM payments_riskassessment past
        WHERE past.{column} = asked.{column} {told}
          AND past.id < asked.id AND past.decision <> 'refuse'
          AND past.at > asked.at - make_interval(days => 1, mins => {minutes:d})
          AND past.at <= {latest}
        ORDER BY past.at DESC LIMIT {most:d}
    ) recent
    JOIN payments_paymentplan plan ON plan.reference = recent.reference
    JOIN payments_payment part ON part.plan_id = plan.id
    JOIN payments_paymentattempt attempt ON attempt.payment_id = part.id
    WHERE attempt.refusal_count > 0 AND attempt.created_at <= asked.at
      AND attempt.created_at > asked.at - make_interval(mins => {minutes:d}))
"""
# Two orders with the same traits take their locks in the same order.
_LOCK = """
    SELECT pg_advisory_xact_lock(sorted.lock) FROM (
        SELECT DISTINCT hashtextextended('risk:' || told.key, 0) AS lock
        FROM unnest(%s::text[]) AS told (key) ORDER BY lock
    ) sorted;
"""
_OF_FACTS = """
    (VALUES (%s::bigint, %s::timestamptz, %s::bigint, %s, %s, %s, %s, %s))
    AS asked (id, at, customer_id, phone_key, address_key, device_key, ip_key, browser_key)
"""
# Keeps the search near the past order; who waited for the lock may have a moment earlier than it.
_LATEST_OF_ROWS = "asked.at + interval '10 minutes'"
_OF_ROWS = "payments_riskassessment asked WHERE asked.id = ANY(%s)"


def seen_by(facts: RiskFacts, measures: Sequence[Measure]) -> Seen:
    """Count for an order that is being placed.

    Orders with the same trait wait here for each other until the transaction ends. Lock and count
    are two statements of one round trip: the count sees what was committed while it waited.
    """
    if not measures:
        return {}
    # Failures come from gateways: there is no waiting for them.
    waited = {measure.trait for measure in measures if measure.what != Counted.FAILURES}
    return _seen_now(facts, measures, lock=_names(facts, waited))


def seen_at_payment(facts: RiskFacts, measures: Sequence[Measure]) -> Seen:
    """Count for an order whose way of paying is being chosen, itself among them; waits for none."""
    return _seen_now(facts, measures) if measures else {}


def _seen_now(facts: RiskFacts, measures: Sequence[Measure], lock: Sequence[str] = ()) -> Seen:
    keys = [facts.key(trait) for trait in _KEYS]
    values = [_ALL, facts.at, facts.customer_id, *keys]
    return _counted(measures, "'infinity'", _OF_FACTS, values, lock=lock)[_ALL]


def _names(facts: RiskFacts, traits: Iterable[Trait]) -> list[str]:
    told = {
        trait: str(facts.customer_id) if trait == Trait.ACCOUNT else facts.key(trait)
        for trait in traits
    }
    return [f"{trait}:{key}" for trait, key in told.items() if key]


def seen_then(assessment_ids: Iterable[int], measures: Sequence[Measure]) -> Mapping[int, Seen]:
    """Count for past assessments what stood in the history before each."""
    ids = list(assessment_ids)
    if not measures:
        return {one: {} for one in ids}
    return _counted(measures, _LATEST_OF_ROWS, _OF_ROWS, [ids])


def _counted(
    measures: Sequence[Measure],
    latest: str,
    source: str,
    values: list[Any],
    lock: Sequence[str] = (),
) -> dict[int, Seen]:
    counts = ", ".join(_count(measure, latest) for measure in measures)
    statement = f"SELECT asked.id, {counts} FROM {source}"  # noqa: S608  names from the tables above
    if lock:
        statement, values = _LOCK + statement, [list(lock), *values]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {row[0]: dict(zip(measures, row[1:], strict=True)) for row in cursor.fetchall()}


def _count(measure: Measure, latest: str) -> str:
    if measure.what == Counted.FAILURES:
        template, shape = _COUNT_FAILURES, {}
    else:
        what, wanted, narrowed = _WHAT[measure.what]
        template, shape = _COUNT, {"what": what, "wanted": wanted, "narrowed": narrowed}
    column = _COLUMNS[measure.trait]
    return template.format(
        **shape,
        column=column,
        # Said in so many words: only then may the index be used, which leaves out empty keys.
        told="" if measure.trait == Trait.ACCOUNT else f"AND past.{column} <> ''",
        minutes=measure.minutes,
        latest=latest,
        most=_MOST,
    )
