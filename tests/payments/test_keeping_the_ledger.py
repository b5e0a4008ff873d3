"""The ledger: every movement once, balanced, for ever; balances of any day."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from payments.audits import audit_balance, audit_ledger
from payments.models import Account, LedgerEntry, LedgerPosting, PaymentAttempt, RefundPart
from payments.selectors.balances import balances_at, movements_of
from payments.services import captures
from payments.services.captures import settle_capture
from payments.services.ledger import Side, book
from payments.services.refund_outcomes import settle_refund_part
from payments.services.refund_retries import retry_refund_part
from payments.services.refunds import request_refund
from payments.types import RefundReport, RefundState
from tests.factories.payments import ACTOR, make_attempt, make_paid_plan, make_plan, paid_report

pytestmark = pytest.mark.django_db

BEIJING = ZoneInfo("Asia/Shanghai")
Kind = LedgerEntry.Kind


def balances(day: date | None = None):
    return balances_at(day or timezone.localdate() + timedelta(days=1))


def sides(*amounts: str):
    accounts = (Account.BANK, Account.CLEARING, Account.DIFFERENCES)
    return [
        Side(account, "" if account == Account.BANK else "alipay", Decimal(amount))
        for account, amount in zip(accounts, amounts, strict=False)
    ]


def book_something(key: str = "settlement:1", amounts: tuple[str, ...] = ("9.00", "-9.00")):
    return book(
        kind=Kind.SETTLEMENT,
        key=key,
        sides=sides(*amounts),
        happened_at=timezone.now(),
        actor=ACTOR,
    )


def check_at_once():
    """Check now what is checked when the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def refund_part(amount: str = "40.00") -> RefundPart:
    refund = request_refund(
        reference="DD1", amount=Decimal(amount), cause_key="case:1", actor=ACTOR
    )
    return refund.parts.get()


def settle(part: RefundPart, state: RefundState):
    settle_refund_part(part_id=part.pk, report=RefundReport(state=state), actor=ACTOR)


def test_a_capture_lies_at_the_gateway_and_belongs_to_the_customer():
    plan = make_paid_plan(total="99.90")

    assert balances() == {
        (Account.CLEARING, "alipay"): Decimal("99.90"),
        (Account.CUSTOMER, str(plan.customer_id)): Decimal("-99.90"),
    }
    entry = LedgerEntry.objects.get()
    attempt = PaymentAttempt.objects.get()
    assert (entry.kind, entry.reference, entry.subject) == (
        Kind.CAPTURE,
        "DD1",
        attempt.out_trade_no,
    )
    assert (entry.happened_at, entry.actor_process) == (attempt.captured_at, "tests")


def test_a_refund_is_on_its_way_and_then_gone():
    plan = make_paid_plan(total="99.90")
    customer = (Account.CUSTOMER, str(plan.customer_id))

    part = refund_part("40.00")
    on_its_way = balances()
    settle(part, RefundState.DONE)
    settle(part, RefundState.DONE)

    assert on_its_way == {
        (Account.CLEARING, "alipay"): Decimal("99.90"),
        (Account.IN_TRANSIT, "alipay"): Decimal("-40.00"),
        customer: Decimal("-59.90"),
    }
    assert balances() == {
        (Account.CLEARING, "alipay"): Decimal("59.90"),
        customer: Decimal("-59.90"),
    }
    assert [*audit_ledger(), *audit_balance()] == []


def test_a_refund_that_failed_is_owed_again_until_it_is_tried_anew():
    plan = make_paid_plan(total="99.90")
    customer = (Account.CUSTOMER, str(plan.customer_id))
    part = refund_part("40.00")

    settle(part, RefundState.REFUSED)
    owed = balances()[customer]
    retry_refund_part(part_id=part.pk, actor=ACTOR)
    tried = balances()[customer]
    settle(part, RefundState.REFUSED)
    settle(part, RefundState.DONE)

    assert (owed, tried) == (Decimal("-99.90"), Decimal("-59.90"))
    assert balances() == {
        (Account.CLEARING, "alipay"): Decimal("59.90"),
        customer: Decimal("-59.90"),
    }
    assert sorted(LedgerEntry.objects.values_list("key", flat=True)) == sorted(
        [
            LedgerEntry.objects.get(kind=Kind.CAPTURE).key,
            f"refund_sent:{part.pk}:1",
            f"refund_failed:{part.pk}:1",
            f"refund_sent:{part.pk}:2",
            f"refund_failed:{part.pk}:2",
            f"refund_done:{part.pk}",
        ]
    )
    assert [*audit_ledger()] == []


def test_money_and_its_entry_are_written_together_or_not_at_all(monkeypatch):
    attempt = make_attempt(make_plan())

    def fail(**_anything: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(captures, "book_capture", fail)
    with pytest.raises(RuntimeError):
        settle_capture(attempt_id=attempt.pk, report=paid_report(attempt), actor=ACTOR)

    attempt.refresh_from_db()
    assert attempt.state == PaymentAttempt.State.PENDING
    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize(
    "amounts",
    [("9.00", "-8.99"), ("9.00", "-9.00", "0.01")],
    ids=["a fen short", "a third side"],
)
def test_the_database_refuses_an_entry_that_does_not_balance(amounts):
    book_something(amounts=amounts)

    with pytest.raises(IntegrityError, match="sum to"):
        check_at_once()


def test_the_database_refuses_an_entry_of_one_side():
    with pytest.raises(IntegrityError, match="entry_has_two_sides"), transaction.atomic():
        LedgerEntry.objects.create(
            kind=Kind.FEES, key="x", posting_count=1, happened_at=timezone.now()
        )


def test_nothing_is_added_to_an_entry_later_even_if_it_balances():
    entry = book_something()
    check_at_once()

    for side in sides("1.00", "-1.00"):
        LedgerPosting.objects.create(
            entry=entry, account=side.account, party=side.party, amount=side.amount
        )

    with pytest.raises(IntegrityError, match="4 of 2 postings"):
        check_at_once()


def test_a_movement_is_booked_once():
    book_something()

    with pytest.raises(IntegrityError, match="key"), transaction.atomic():
        book_something()

    assert LedgerPosting.objects.count() == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda: LedgerEntry.objects.update(reference="DD2"),
        lambda: LedgerPosting.objects.update(amount=Decimal("1.00")),
        lambda: LedgerPosting.objects.all().delete(),
        lambda: LedgerEntry.objects.all()._raw_delete("default"),
    ],
    ids=["edit an entry", "edit a posting", "delete postings", "delete an entry"],
)
def test_the_ledger_is_never_edited(change):
    book_something()

    with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
        change()

    assert balances()[(Account.BANK, "")] == Decimal("9.00")


def test_any_past_day_can_be_had_again():
    plan = make_plan(total="99.90")
    attempt = make_attempt(plan)
    last_second = datetime(2026, 11, 20, 23, 59, 59, tzinfo=BEIJING)
    report = paid_report(attempt, paid_at=last_second)
    settle_capture(attempt_id=attempt.pk, report=report, actor=ACTOR)
    key = (Account.CLEARING, "alipay")
    reported_at = timezone.now()

    book(
        kind=Kind.DIFFERENCE,
        key="difference:1",
        sides=[
            Side(Account.CLEARING, "alipay", Decimal("-0.90")),
            Side(Account.DIFFERENCES, "alipay", Decimal("0.90")),
        ],
        happened_at=last_second,
        actor=ACTOR,
    )

    assert key not in balances_at(date(2026, 11, 19))
    assert balances_at(date(2026, 11, 20))[key] == Decimal("99.00")
    assert balances_at(date(2026, 11, 20), known_at=reported_at)[key] == Decimal("99.90")
    moved = {
        (row.account, row.party): row
        for row in movements_of(date(2026, 11, 20), date(2026, 11, 20))
    }
    assert (moved[key].before, moved[key].received, moved[key].given, moved[key].after) == (
        Decimal("0.00"),
        Decimal("99.90"),
        Decimal("-0.90"),
        Decimal("99.00"),
    )


def test_what_was_paid_before_there_was_a_ledger_is_booked_as_the_services_book_it():
    make_paid_plan("DD2")
    make_paid_plan("DD1")
    settle(refund_part("40.00"), RefundState.DONE)
    second = request_refund(
        reference="DD2", amount=Decimal("9.00"), cause_key="case:2", actor=ACTOR
    )
    settle(second.parts.get(), RefundState.REFUSED)
    request_refund(reference="DD2", amount=Decimal("8.00"), cause_key="case:3", actor=ACTOR)
    written = booked()
    check_at_once()

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE payments_ledgerentry, payments_ledgerposting")
    for _twice in range(2):
        run_migration("payments.migrations.0008_book_what_was_paid_before")

    assert len(written) == 2 * 7
    assert booked() == written
    assert [*audit_ledger(), *audit_balance()] == []


def test_transfers_of_before_are_settled_once():
    plan = make_plan("DD3")
    attempt = make_attempt(plan)
    PaymentAttempt.objects.filter(pk=attempt.pk).update(gateway="transfer")
    settle_capture(attempt_id=attempt.pk, report=paid_report(attempt), actor=ACTOR)
    assert balances()[Account.CLEARING, "transfer"] == Decimal("99.90")

    for _twice in range(2):
        run_migration("payments.migrations.0023_settle_transfers")

    assert balances()[Account.BANK, ""] == Decimal("99.90")
    assert (Account.CLEARING, "transfer") not in balances()
    assert [*audit_ledger(), *audit_balance()] == []


def booked():
    rows = LedgerPosting.objects.values_list(
        "entry__key",
        "entry__kind",
        "entry__reference",
        "entry__subject",
        "account",
        "party",
        "amount",
    )
    return sorted(rows)


def run_migration(name: str):
    with connection.cursor() as cursor:
        for operation in import_module(name).Migration.operations:
            cursor.execute(operation.sql)
    check_at_once()


def test_the_audit_finds_money_that_was_not_booked():
    plan = make_paid_plan()
    PaymentAttempt.objects.update(captured_amount=Decimal("99.91"))

    assert [breach.subject for breach in audit_ledger()] == [plan.reference]
