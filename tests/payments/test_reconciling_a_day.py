"""Reconciliation: a day of a gateway compared with ours, once, across midnight, after any death."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from payments.models import (
    Account,
    Difference,
    LedgerEntry,
    PaymentAttempt,
    RefundPart,
    Statement,
    StatementRow,
)
from payments.selectors.balances import balances_at
from payments.services import matching, reconciliation, statements
from payments.services.attempts import create_attempt
from payments.services.captures import settle_capture
from payments.services.reconciliation import match_statement, prune_lines, reconcile
from payments.services.refund_outcomes import settle_refund_part
from payments.services.refunds import request_refund
from payments.services.statements import fetch_again, open_statements
from payments.types import RefundReport, RefundState
from shop.common.copying import copy_rows
from shop.common.models import Message
from tests.factories.customers import UserFactory
from tests.factories.payments import ACTOR, make_plan, paid_report
from tests.support.statements import (
    CODE,
    Bookhouse,
    open_bookhouse,
    reconciled,
    refund_line,
    trade_line,
)

pytestmark = pytest.mark.django_db

BEIJING = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=BEIJING)
Kind = Difference.Kind


@pytest.fixture
def house(monkeypatch) -> Bookhouse:
    return open_bookhouse(monkeypatch)


def started(reference: str = "DD1", total: str = "99.90") -> PaymentAttempt:
    plan = make_plan(reference, total)
    return create_attempt(reference=plan.reference, gateway_code=CODE, product="page")


def paid(
    reference: str = "DD1", total: str = "99.90", at: datetime = NOON, **changes: object
) -> PaymentAttempt:
    attempt = started(reference, total)
    report = paid_report(attempt, paid_at=at, **changes)
    settle_capture(attempt_id=attempt.pk, report=report, actor=ACTOR)
    attempt.refresh_from_db()
    return attempt


def refunded(attempt: PaymentAttempt, amount: str = "40.00", at: datetime = NOON) -> RefundPart:
    part = request_refund(
        reference=attempt.payment.plan.reference,
        amount=Decimal(amount),
        cause_key=f"case:{amount}",
        actor=ACTOR,
    ).parts.get()
    report = RefundReport(state=RefundState.DONE, done_at=at)
    settle_refund_part(part_id=part.pk, report=report, actor=ACTOR)
    part.refresh_from_db()
    return part


def found() -> list[tuple[str, str, Decimal]]:
    rows = Difference.objects.filter(state__in=Difference.UNDECIDED)
    return sorted(rows.values_list("kind", "subject", "gap"))


@pytest.mark.req("PAY-13")
def test_a_day_that_agrees_has_no_difference_and_books_its_fees(house):
    attempt = paid()
    part = refunded(attempt)
    house.days[DAY] = [
        trade_line(attempt, fee=Decimal("0.60")),
        refund_line(part, fee=Decimal("-0.24")),
    ]

    statement = reconciled(DAY)

    assert found() == []
    assert statement.state == Statement.State.MATCHED
    assert (statement.trade_count, statement.trade_total) == (1, Decimal("99.90"))
    assert (statement.refund_count, statement.refund_total) == (1, Decimal("40.00"))
    assert (statement.our_trade_total, statement.our_refund_total) == (
        Decimal("99.90"),
        Decimal("40.00"),
    )
    assert statement.fee_total == Decimal("0.36")
    balances = balances_at(DAY)
    assert balances[Account.FEE, CODE] == Decimal("0.36")
    assert balances[Account.CLEARING, CODE] == Decimal("59.54")


@pytest.mark.req("PAY-13")
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"amount": Decimal("99.89")}, [(Kind.AMOUNT, "trade", Decimal("-0.01"))]),
        ({"out_trade_no": "P999"}, [
            (Kind.ONLY_OURS, "trade", Decimal("-99.90")),
            (Kind.ONLY_THEIRS, "trade", Decimal("99.90")),
        ]),
    ],
    ids=["equal", "a fen less", "another number"],
)  # fmt: skip
def test_payments_are_compared_by_number_and_amount(house, change, expected):
    house.days[DAY] = [trade_line(paid(), **change)]

    reconciled(DAY)

    assert found() == expected


@pytest.mark.req("PAY-12")
def test_a_paid_order_that_we_did_not_register_is_found(house):
    attempt = started()
    house.days[DAY] = [trade_line(attempt, gateway_trade_no="2026", at=NOON)]

    reconciled(DAY)

    difference = Difference.objects.get()
    assert (difference.kind, difference.gap) == (Kind.STATUS, Decimal("99.90"))
    assert (difference.attempt, difference.reference) == (attempt, "DD1")
    assert [entry.to_state for entry in difference.history.all()] == ["open"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"amount": Decimal("40.01")}, [(Kind.AMOUNT, "refund", Decimal("-0.01"))]),
        ({"out_request_no": "R999"}, [
            (Kind.ONLY_OURS, "refund", Decimal("40.00")),
            (Kind.ONLY_THEIRS, "refund", Decimal("-40.00")),
        ]),
    ],
    ids=["equal", "a fen more", "another number"],
)  # fmt: skip
def test_refunds_are_compared_by_number_and_amount(house, change, expected):
    attempt = paid()
    house.days[DAY] = [trade_line(attempt), refund_line(refunded(attempt), **change)]

    reconciled(DAY)

    assert found() == expected


def test_a_refund_that_is_done_there_and_not_here_is_found(house):
    attempt = paid()
    part = request_refund(
        reference="DD1", amount=Decimal("40.00"), cause_key="case:1", actor=ACTOR
    ).parts.get()
    house.days[DAY] = [trade_line(attempt), refund_line(part, at=NOON)]

    reconciled(DAY)

    assert found() == [(Kind.STATUS, "refund", Decimal("-40.00"))]


@pytest.mark.parametrize(
    ("trade_fee", "refund_fee", "expected"),
    [
        ("0.60", "-0.24", []),
        ("0.60", "0.00", []),
        ("0.60", "0.24", [(Kind.FEE, "refund", Decimal("-0.48"))]),
        ("0.65", "-0.24", [(Kind.FEE, "trade", Decimal("0.05"))]),
    ],
    ids=["as agreed", "fee of the refund kept", "refund paid for", "too dear"],
)
def test_fees_are_compared_with_what_was_agreed(
    house, monkeypatch, trade_fee, refund_fee, expected
):
    monkeypatch.setattr(matching, "_fee_percent", lambda _gateway: Decimal("0.60"))
    attempt = paid()
    house.days[DAY] = [
        trade_line(attempt, fee=Decimal(trade_fee)),
        refund_line(refunded(attempt), fee=Decimal(refund_fee)),
    ]

    reconciled(DAY)

    assert [(kind, subject, abs(gap)) for kind, subject, gap in found()] == [
        (kind, subject, abs(gap)) for kind, subject, gap in expected
    ]


def test_a_payment_that_is_listed_twice_is_found_once_more(house):
    attempt = paid()
    house.days[DAY] = [trade_line(attempt), trade_line(attempt)]

    reconciled(DAY)

    assert found() == [(Kind.TWICE, "trade", Decimal("99.90"))]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (datetime(2026, 11, 20, 23, 59, 59, tzinfo=BEIJING), DAY + timedelta(days=1)),
        (datetime(2026, 11, 21, 0, 0, 1, tzinfo=BEIJING), DAY),
    ],
    ids=["late by our clock", "early by our clock"],
)
def test_a_payment_around_midnight_is_matched_with_the_neighbour_day(house, ours, theirs):
    attempt = paid(at=ours)
    house.days = {DAY: [], DAY + timedelta(days=1): []}
    house.days[theirs] = [trade_line(attempt)]

    reconciled(DAY)
    reconciled(DAY + timedelta(days=1))

    assert Difference.objects.count() == 0


def test_what_both_days_lack_around_midnight_is_reported_once(house):
    paid(at=datetime(2026, 11, 20, 23, 59, 59, tzinfo=BEIJING))
    house.days = {DAY: [], DAY + timedelta(days=1): []}

    first = reconciled(DAY)
    none_yet = found()
    reconciled(DAY + timedelta(days=1))
    match_statement(statement_id=first.pk)

    assert none_yet == []
    assert found() == [(Kind.ONLY_OURS, "trade", Decimal("-99.90"))]


def test_days_that_are_compared_in_the_wrong_order_leave_no_gap(house):
    paid(at=datetime(2026, 11, 20, 23, 59, 59, tzinfo=BEIJING))
    house.days = {DAY: [], DAY + timedelta(days=1): []}

    reconciled(DAY + timedelta(days=1))
    reconciled(DAY)

    assert found() == [(Kind.ONLY_OURS, "trade", Decimal("-99.90"))]


def test_what_turns_up_later_clears_itself(house):
    attempt = started()
    missed = paid("DD2")
    house.days = {
        DAY: [trade_line(attempt, at=NOON)],
        DAY + timedelta(days=1): [trade_line(missed)],
    }
    reconciled(DAY)
    before = found()

    report = paid_report(attempt, paid_at=NOON)
    settle_capture(attempt_id=attempt.pk, report=report, actor=ACTOR)
    reconciled(DAY + timedelta(days=1))

    assert before == [
        (Kind.ONLY_OURS, "trade", Decimal("-99.90")),
        (Kind.STATUS, "trade", Decimal("99.90")),
    ]
    assert set(Difference.objects.values_list("state", flat=True)) == {"cleared"}
    steps = Difference.objects.order_by("pk").values_list(
        "history__from_state", "history__to_state"
    )
    assert set(steps) == {("", "open"), ("open", "cleared")}


def test_comparing_once_more_changes_nothing(house):
    attempt = paid()
    house.days[DAY] = [trade_line(attempt, amount=Decimal("99.00"), fee=Decimal("0.60"))]
    statement = reconciled(DAY)
    before = (list(Difference.objects.values()), LedgerEntry.objects.count())

    again = reconciled(DAY)

    assert house.asked == [DAY]
    assert (list(Difference.objects.values()), LedgerEntry.objects.count()) == before
    assert StatementRow.objects.count() == 1
    assert (again.state, again.file) == (statement.state, statement.file)


def test_a_death_while_reading_leaves_no_half_a_file(house, monkeypatch):
    house.days[DAY] = [trade_line(paid(f"DD{number}")) for number in range(5)]
    whole = copy_rows

    def die_at_the_second(model, names, rows):
        if model.objects.exists():
            raise KeyboardInterrupt
        whole(model, names, rows)

    monkeypatch.setattr(statements, "_ROWS_AT_ONCE", 2)
    monkeypatch.setattr(statements, "copy_rows", die_at_the_second)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        reconciled(DAY)
    assert StatementRow.objects.count() == 0
    monkeypatch.setattr(statements, "copy_rows", whole)

    statement = reconciled(DAY)

    assert (statement.trade_count, found()) == (5, [])


def test_a_death_while_comparing_is_made_good_without_the_network(house, monkeypatch):
    attempt = paid()
    house.days[DAY] = [trade_line(attempt, amount=Decimal("99.00"), fee=Decimal("0.60"))]

    def die(**_anything: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(reconciliation, "clear_answered", die)
    with pytest.raises(KeyboardInterrupt):
        reconciled(DAY)
    assert (Difference.objects.count(), LedgerEntry.objects.filter(kind="fees").count()) == (0, 0)
    monkeypatch.undo()
    monkeypatch.setattr(statements, "gateway", lambda **_code: house)

    assert reconcile(statement_id=Statement.objects.get().pk)
    assert house.asked == [DAY]
    assert (Difference.objects.count(), LedgerEntry.objects.filter(kind="fees").count()) == (1, 1)


def test_the_database_takes_a_line_of_a_statement_once(house):
    house.days[DAY] = [trade_line(paid())]
    reconciled(DAY)
    row = StatementRow.objects.get()
    row.pk = None

    with pytest.raises(IntegrityError, match="statement_row_once"), transaction.atomic():
        row.save(force_insert=True)


def test_a_statement_that_is_not_there_yet_is_asked_for_again(house):
    paid()

    statement = reconciled(DAY)

    assert (statement.state, statement.last_error) == (Statement.State.WAITING, "not_yet")
    assert statement.next_try_at is not None
    assert statement.next_try_at > timezone.now()
    house.days[DAY] = []
    Statement.objects.update(next_try_at=timezone.now())
    assert reconciled(DAY).state == Statement.State.MATCHED
    assert found() == [(Kind.ONLY_OURS, "trade", Decimal("-99.90"))]


def test_garbage_is_fetched_anew_and_told_to_finance_in_the_end(house):
    person = UserFactory(staff=True, is_superuser=True)
    attempt = paid()
    house.days[DAY] = b"garbage"

    for _try in range(5):
        Statement.objects.update(next_try_at=timezone.now())
        statement = reconciled(DAY)
    messages = Message.objects.filter(kind="payments.statement_failed", recipient=person)

    assert (statement.state, statement.next_try_at) == (Statement.State.FAILED, None)
    assert StatementRow.objects.count() == 0
    assert messages.count() >= 1
    house.days[DAY] = [trade_line(attempt)]
    fetch_again(statement_id=statement.pk)
    assert reconciled(DAY).state == Statement.State.MATCHED


def test_finance_is_told_once_of_the_differences_of_a_day(house):
    person = UserFactory(staff=True, is_superuser=True)
    house.days[DAY] = [trade_line(paid(), amount=Decimal("1.00"))]

    statement = reconciled(DAY)
    match_statement(statement_id=statement.pk)

    told = Message.objects.filter(
        kind="payments.differences_found", recipient=person, channel="in_site"
    )
    assert told.count() == 1


def test_the_last_days_of_every_gateway_are_expected(house):
    paid(at=NOON)
    two_days_later = datetime(2026, 11, 22, 10, 0, tzinfo=BEIJING)

    open_statements(at=two_days_later.replace(hour=9, minute=0))
    early = list(Statement.objects.values_list("gateway", "day"))
    open_statements(at=two_days_later)
    open_statements(at=two_days_later)

    assert early == [(CODE, DAY)]
    assert sorted(Statement.objects.values_list("day", flat=True)) == [
        DAY,
        DAY + timedelta(days=1),
    ]


def test_a_day_is_compared_again_by_itself_when_money_was_booked_late(house):
    attempt = started()
    house.days[DAY] = [trade_line(attempt, gateway_trade_no="20261", at=NOON)]
    statement = reconciled(DAY)
    later = datetime(2026, 11, 22, 10, 0, tzinfo=BEIJING)
    assert statement.pk not in open_statements(at=later)
    assert [kind for kind, _subject, _gap in found()] == [Kind.STATUS]

    settle_capture(attempt_id=attempt.pk, report=paid_report(attempt, paid_at=NOON), actor=ACTOR)

    assert statement.pk in open_statements(at=later)
    assert reconciled(DAY).our_trade_total == Decimal("99.90")
    assert found() == []
    assert statement.pk not in open_statements(at=later)


def test_lines_go_after_some_months_and_sums_stay(house):
    house.days[DAY] = [trade_line(paid())]
    statement = reconciled(DAY)

    kept = prune_lines(at=NOON + timedelta(days=190))
    gone = prune_lines(at=NOON + timedelta(days=192))

    statement.refresh_from_db()
    assert (kept, gone, StatementRow.objects.count()) == (0, 1, 0)
    assert statement.trade_total == Decimal("99.90")


def test_the_file_is_kept_as_it_came(house):
    house.days[DAY] = [trade_line(paid())]

    statement = reconciled(DAY)

    with statement.file.open("rb") as kept:
        line = kept.read()
    assert (statement.file_size, len(statement.checksum)) == (len(line), 64)
