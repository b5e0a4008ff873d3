"""Every list and page about money and risk asks as much for fifty rows as for one.

A list that is registered in `payments.admin` is held by itself: say in `MAKERS` how one of its
rows is made. The other forty-nine are copies with numbers of their own.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib import admin
from django.db import models
from django.urls import reverse
from django.utils import timezone

from customers.models import BlacklistEntry
from payments.models import (
    Account,
    BankReceipt,
    Difference,
    LedgerEntry,
    Notification,
    NotificationRefusal,
    PaymentAttempt,
    PaymentHistory,
    PaymentPlan,
    Refund,
    RefundPart,
    RefundProposal,
    RiskAssessment,
    RiskRule,
    RiskTrial,
    Statement,
    StatementRow,
    TransferReceipt,
)
from payments.services.ledger import Side, book
from payments.services.refunds import request_refund
from tests.factories.customers import UserFactory
from tests.factories.payments import ACTOR, make_paid_plan
from tests.factories.risk import make_draft
from tests.support.budget import statements

pytestmark = pytest.mark.django_db

LIST, PAGE, REPORT = 12, 20, 10
DAY = date(2026, 11, 20)


def a_plan() -> PaymentPlan:
    return PaymentPlan.objects.first() or make_paid_plan(total="9000.00")


def an_attempt() -> PaymentAttempt:
    a_plan()
    return PaymentAttempt.objects.get()


def a_refund() -> Refund:
    known = Refund.objects.first()
    return known or request_refund(
        reference=a_plan().reference, amount=Decimal("1.00"), cause_key="case:1", actor=ACTOR
    )


def a_part() -> RefundPart:
    return a_refund().parts.get()


def an_entry() -> LedgerEntry:
    a_plan()
    return LedgerEntry.objects.get()


def a_statement() -> Statement:
    return Statement.objects.get_or_create(gateway="alipay", day=DAY)[0]


def a_difference() -> Difference:
    return Difference.objects.create(
        key="difference", statement=a_statement(), gateway="alipay", day=DAY, kind="only_theirs",
        subject="trade", attempt=an_attempt(), gap=Decimal("1.00"), theirs=Decimal("1.00"),
        reference="DD1", found_at=timezone.now(), proposed_by=UserFactory(),
    )  # fmt: skip


def a_proposal() -> RefundProposal:
    return RefundProposal.objects.create(
        plan=a_plan(), amount=Decimal("1.00"), cause_key="case:1", proposed_by=UserFactory(),
        decided_by=UserFactory(), refund=None, state="declined",
    )  # fmt: skip


def a_receipt() -> TransferReceipt:
    return TransferReceipt.objects.create(
        attempt=an_attempt(), amount=Decimal("1.00"), serial="S", received_on=DAY,
        entered_by=UserFactory(), decided_by=UserFactory(),
    )  # fmt: skip


def an_assessment() -> RiskAssessment:
    return RiskAssessment.objects.create(
        reference="DD1", customer=UserFactory(), amount=Decimal("1.00"), points=40,
        decision="code", findings=[],
    )  # fmt: skip


MAKERS: dict[type[models.Model], Callable[[], Any]] = {
    BankReceipt: lambda: BankReceipt.objects.create(
        gateway="alipay", day=DAY, amount=1, bank_reference="B", received_on=DAY,
        entered_by=UserFactory(),
    ),
    BlacklistEntry: lambda: BlacklistEntry.objects.create(
        trait="phone", key="k", shown="138****0000", reason="x", created_by=UserFactory()
    ),
    Difference: a_difference,
    LedgerEntry: an_entry,
    Notification: lambda: Notification.objects.create(
        gateway="alipay", notify_id="N", body="", attempt=an_attempt()
    ),
    NotificationRefusal: lambda: NotificationRefusal.objects.create(
        gateway="alipay", day=DAY, cause="too_large", count=1
    ),
    PaymentAttempt: an_attempt,
    PaymentPlan: a_plan,
    Refund: a_refund,
    RefundPart: a_part,
    RefundProposal: a_proposal,
    RiskAssessment: an_assessment,
    RiskRule: lambda: make_draft("blacklist"),
    RiskTrial: lambda: RiskTrial.objects.create(
        days=7, since=timezone.now(), created_by=UserFactory()
    ),
    Statement: a_statement,
    StatementRow: lambda: StatementRow.objects.create(
        statement=a_statement(), position=0, kind="trade", out_trade_no="N", amount=1, fee=0
    ),
    TransferReceipt: a_receipt,
}  # fmt: skip
HELD = [
    model
    for model in admin.site._registry  # there is no other way to ask what is registered
    if model._meta.app_label == "payments" or model is BlacklistEntry
]
# What makes a row another one: each copy gets a value of its own.
OWN = (
    "notify_id", "out_trade_no", "out_request_no", "gateway_trade_no", "number", "cause_key",
    "key", "reference", "serial", "bank_reference",
)  # fmt: skip


def copies(row: models.Model, count: int = 49) -> None:
    """Make rows that differ from the first in what must differ."""
    if isinstance(row, LedgerEntry):
        return book_again(count)
    model, rows = type(row), []
    for number in range(1, count + 1):
        copy: Any = model._base_manager.get(pk=row.pk)
        copy.pk, copy._state.adding = None, True
        for name in {field.name for field in model._meta.concrete_fields} & set(OWN):
            setattr(copy, name, f"C{number:04d}")
        if hasattr(copy, "day"):
            copy.day -= timedelta(days=number)
        if isinstance(copy, StatementRow):
            copy.position = number
        if isinstance(copy, RefundPart):
            copy.refund = Refund.objects.create(
                plan=a_plan(), amount=1, number=f"T{number}", cause_key=f"c{number}"
            )
        rows.append(copy)
    model._base_manager.bulk_create(rows)
    return None


def book_again(count: int) -> None:
    """Book rather than copy: the database refuses an entry without its postings."""
    for number in range(count):
        book(
            kind=LedgerEntry.Kind.SETTLEMENT,
            key=f"test:{number}",
            sides=[Side(Account.BANK, "", Decimal(1)), Side(Account.CLEARING, "x", Decimal(-1))],
            happened_at=timezone.now(),
            actor=ACTOR,
        )


def cost(client: Any, address: str) -> list[str]:
    client.get(address)
    with statements() as made:
        assert client.get(address).status_code == 200
    return made


@pytest.mark.parametrize("model", HELD, ids=lambda model: model._meta.model_name)
def test_a_list_costs_the_same_with_fifty_rows(clerk_client, model):
    assert model in MAKERS, f"say in MAKERS how a row of {model.__name__} is made"
    address = reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist")
    row = MAKERS[model]()
    if isinstance(row, StatementRow):  # nobody reads those of all days
        address += f"?statement={row.statement_id}"
    one = cost(clerk_client, address)

    copies(row)
    fifty = cost(clerk_client, address)

    assert model._base_manager.count() == 50
    assert len(one) == len(fifty), "\n".join(fifty)
    assert len(fifty) <= LIST, "\n".join(fifty)


def a_long_history() -> tuple[PaymentPlan, Callable[[], object]]:
    plan, somebody = a_plan(), UserFactory()
    lines = [
        PaymentHistory(plan=plan, axis="plan", to_state="open", actor_user=somebody)
        for _line in range(49)
    ]
    return plan, lambda: PaymentHistory.objects.bulk_create(lines)


def a_refund_in_parts() -> tuple[Refund, Callable[[], object]]:
    refund = a_refund()

    def divide() -> None:
        attempt, part = an_attempt(), refund.parts.get()
        for number in range(49):
            attempt.pk, attempt.out_trade_no, attempt.gateway_trade_no = None, f"A{number}", ""
            attempt.save(force_insert=True)
            part.pk, part.attempt, part.out_request_no = None, attempt, f"R{number}"
            part.save(force_insert=True)

    return refund, divide


@pytest.mark.parametrize("make", [a_long_history, a_refund_in_parts])
def test_a_page_costs_the_same_with_fifty_lines(clerk_client, make):
    row, grow = make()
    name = row._meta.label_lower.replace(".", "_")
    address = reverse(f"admin:{name}_change", args=[row.pk])
    one = cost(clerk_client, address)

    grow()
    fifty = cost(clerk_client, address)

    assert len(one) == len(fifty), "\n".join(fifty)
    assert len(fifty) <= PAGE, "\n".join(fifty)


def test_the_report_costs_the_same_for_many_days(clerk_client):
    row = a_statement()
    address = f"{reverse('admin:payments_statement_report')}?period=month&day={DAY}"
    one = cost(clerk_client, address)

    copies(row, 19)
    many = cost(clerk_client, address)

    assert len(one) == len(many), "\n".join(many)
    assert len(many) <= REPORT, "\n".join(many)
