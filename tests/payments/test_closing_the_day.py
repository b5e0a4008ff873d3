"""Finance closes the day: reports of both books and the bank, receipts, the desk in its pages."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from payments.audits import audit_balance
from payments.errors import ReceiptKnown
from payments.models import Account, BankReceipt, Difference, LedgerEntry, PaymentPlan
from payments.selectors.balances import balances_at
from payments.selectors.reconciliation import report_of_days, sums_by_gateway
from payments.services.bank_receipts import enter_receipt
from shop.common.actors import person
from shop.common.errors import DomainError
from tests.catalog.conftest import private_files  # noqa: F401
from tests.catalog.imports import csv_of, imported
from tests.factories.customers import UserFactory
from tests.factories.payments import ACTOR
from tests.payments.test_reconciling_a_day import DAY, paid, refunded, started
from tests.support.members import signed_in
from tests.support.statements import (
    CODE,
    Bookhouse,
    open_bookhouse,
    reconciled,
    refund_line,
    trade_line,
)

pytestmark = pytest.mark.django_db

NEXT = DAY + timedelta(days=1)
REPORT = "admin:payments_statement_report"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def house(monkeypatch) -> Bookhouse:
    return open_bookhouse(monkeypatch)


@pytest.fixture
def finance() -> Client:
    return signed_in("finance")


def receive(amount: str, reference: str = "B1", day: date = DAY) -> BankReceipt:
    return enter_receipt(
        gateway=CODE,
        day=day,
        amount=Decimal(amount),
        bank_reference=reference,
        received_on=NEXT,
        actor=ACTOR,
    )


def two_days(house: Bookhouse):
    """One day that agrees, and one on which the gateway says ten yuan less."""
    attempt = paid(total="100.00")
    part = refunded(attempt, amount="40.00")
    later = paid("DD2", total="50.00", at=attempt.captured_at + timedelta(days=1))
    house.days = {
        DAY: [
            trade_line(attempt, fee=Decimal("0.60")),
            refund_line(part, fee=Decimal("-0.24")),
        ],
        NEXT: [trade_line(later, amount=Decimal("40.00"), fee=Decimal("0.24"))],
    }
    reconciled(DAY)
    reconciled(NEXT)


@pytest.mark.req("PAY-14")
def test_a_report_sets_both_books_and_the_bank_side_by_side(house):
    two_days(house)
    receive("59.64")

    newest, oldest = report_of_days(DAY, NEXT)
    (total,) = sums_by_gateway([newest, oldest])

    assert (oldest.due, oldest.received, oldest.outstanding) == (
        Decimal("59.64"),
        Decimal("59.64"),
        Decimal("0.00"),
    )
    assert (newest.due, newest.outstanding) == (Decimal("39.76"), Decimal("39.76"))
    assert (newest.difference_count, newest.difference_total) == (1, Decimal("-10.00"))
    assert (total.trade_total, total.our_trade_total) == (Decimal("140.00"), Decimal("150.00"))
    assert (total.outstanding, total.gap, total.compared_days) == (
        Decimal("39.76"),
        Decimal("-10.00"),
        2,
    )


@pytest.mark.req("PAY-13")
def test_what_the_bank_received_leaves_the_gateways_account(house):
    two_days(house)

    receive("59.64")

    balances = balances_at(NEXT)
    assert balances[Account.BANK, ""] == Decimal("59.64")
    assert balances[Account.CLEARING, CODE] == Decimal("110.00") - Decimal("0.60") - Decimal(
        "59.64"
    )
    assert [*audit_balance()] == []


def test_a_receipt_is_entered_once_and_answered_by_its_opposite(house):
    receive("59.64")

    with pytest.raises(ReceiptKnown):
        receive("59.64")
    receive("-59.64", reference="B1 wrong")

    assert LedgerEntry.objects.filter(kind="settlement").count() == 2
    assert (Account.BANK, "") not in balances_at(NEXT)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"received_on": date(2999, 1, 1)}, "received_on"),
        ({"received_on": DAY - timedelta(days=1), "day": DAY - timedelta(days=1)}, "received_on"),
        ({"day": NEXT + timedelta(days=1)}, "day"),
        ({"day": NEXT - timedelta(days=367)}, "day"),
        ({"amount": Decimal(0)}, "amount"),
    ],
    ids=["to come", "before our books", "paid after it came", "paid a year ago", "nothing"],
)
def test_what_the_bank_cannot_have_received_is_refused_beside_its_field(house, changes, field):
    paid()
    facts = {"amount": Decimal(10), "day": DAY, "received_on": NEXT} | changes

    with pytest.raises(DomainError) as refused:
        enter_receipt(gateway=CODE, bank_reference="B1", actor=ACTOR, **facts)

    assert set(refused.value.beside) == {field}
    assert not BankReceipt.objects.exists()


@pytest.mark.usefixtures("private_files")
def test_receipts_are_imported_once(house):
    actor = person(UserFactory(staff=True, is_superuser=True).pk)
    headings = ("支付渠道", "结算日期", "到账金额", "银行流水号", "到账日期")
    content = csv_of(
        headings,
        ("alipay", "2026-11-20", "59.64", "B1", "2026-11-21"),
        ("ALIPAY", "2026-11-21", "10", "B2", ""),
        ("alipay", "2026-11-21", "10", "B2", ""),
        ("nobody", "2026-11-21", "10", "B3", ""),
        ("alipay", "2026-11-21", "0", "B4", "2026-11-21"),
        ("alipay", "2026-11-22", "10", "B5", "2026-11-21"),
        ("alipay", "2026-11-21", "10", "B6", "2999-01-01"),
    )

    first = imported("payments.receipts", content, actor=actor)
    second = imported("payments.receipts", content + b"\n", actor=actor, name="again")

    assert (first.created_count, first.wrong_count) == (2, 5)
    assert (second.created_count, second.unchanged_count) == (0, 2)
    assert sorted(BankReceipt.objects.values_list("bank_reference", "amount")) == [
        ("B1", Decimal("59.64")),
        ("B2", Decimal("10.00")),
    ]


@pytest.mark.req("PAY-14")
@pytest.mark.parametrize("period", ["day", "week", "month"])
def test_finance_reads_the_report_of_a_period(house, finance, period):
    two_days(house)

    page = finance.get(reverse(REPORT), {"period": period, "day": f"{DAY}"})

    (total,) = page.context["sums"]
    expected = {"day": "100.00", "week": "140.00", "month": "140.00"}[period]
    assert f"{total['line'].trade_total}" == expected
    assert expected in page.content.decode()


@pytest.mark.parametrize(
    "asked", [{"day": "nonsense"}, {"day": "2026-02-31"}, {"day": "9999-12-31"}, {"period": "era"}]
)
def test_a_report_of_nonsense_is_that_of_yesterday(finance, asked):
    assert finance.get(reverse(REPORT), asked).status_code == 200


@pytest.mark.req("PAY-14")
def test_the_report_can_be_taken_along_as_csv(house, finance):
    two_days(house)

    answer = finance.get(reverse(REPORT), {"period": "week", "day": f"{DAY}", "format": "csv"})

    heading, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert heading[:3] == ["Day", "Gateway", "Compared"]
    compared = [row for row in rows if row[2] == "1"]
    assert [row[0] for row in compared] == [f"{NEXT}", f"{DAY}"]
    assert compared[1][10] == "59.64"


def test_the_desk_shows_what_differs_and_books_it(house, finance):
    attempt = started()
    house.days[DAY] = [trade_line(attempt, gateway_trade_no="20261", at=paid("DD2").captured_at)]
    reconciled(DAY)
    difference = Difference.objects.get(kind="status")
    page = reverse("admin:payments_difference_change", args=[difference.pk])
    step = reverse("admin:payments_difference_step", args=[difference.pk, "book"])

    listed = finance.get(reverse("admin:payments_difference_changelist"))
    shown = finance.get(page).content.decode()
    done = finance.post(step, follow=True)

    assert attempt.out_trade_no in listed.content.decode()
    assert "Book the payment" in shown
    assert step in shown
    assert done.redirect_chain[-1][0] == page
    assert f"¥{attempt.amount} was booked." in done.text
    assert done.context["title"] == f"{CODE} · {DAY} · payment: not booked by us"
    assert PaymentPlan.objects.get(reference="DD1").is_paid


def test_the_desk_says_what_goes_back(house, finance):
    attempt = started()
    house.days[DAY] = [trade_line(attempt, gateway_trade_no="20261", at=paid("DD2").captured_at)]
    reconciled(DAY)
    difference = Difference.objects.get(kind="status")
    step = reverse("admin:payments_difference_step", args=[difference.pk, "refund"])

    done = finance.post(step, {"reason": "asked for by phone"}, follow=True)

    said = f"¥{attempt.amount} was booked, and ¥{attempt.amount} of it goes back to the payer."
    assert [str(message) for message in done.context["messages"]] == [said]


def test_the_desk_says_who_has_to_agree(house):
    paid(total="900.00")
    house.days[DAY] = []
    reconciled(DAY)
    difference = Difference.objects.get()
    first, second = signed_in("finance"), signed_in("finance")
    accept, approve = (
        reverse("admin:payments_difference_step", args=[difference.pk, name])
        for name in ("accept", "approve")
    )

    proposed = first.post(accept, {"reason": "closed by the gateway"}, follow=True)
    page = reverse("admin:payments_difference_change", args=[difference.pk])
    offered = [approve in client.get(page).text for client in (first, second)]
    own = first.post(approve)
    other = second.post(approve)

    difference.refresh_from_db()
    assert "It waits for another person now" in proposed.text
    assert offered == [False, True]
    assert "Somebody else has to agree" in own.content.decode()
    assert other.status_code == 302
    assert difference.state == Difference.State.SETTLED


@pytest.mark.parametrize("role", ["customer_service", "warehouse_worker", "content_editor"])
def test_others_do_not_see_the_books(role, house):
    client = signed_in(role)

    for page in ("payments_difference_changelist", "payments_statement_report"):
        assert client.get(reverse(f"admin:{page}")).status_code == 403


def test_differences_are_on_the_work_list_of_finance(house, finance):
    paid()
    house.days[DAY] = []
    reconciled(DAY)

    page = finance.get(reverse("admin:index")).content.decode()

    assert "Differences with gateways" in page


def test_an_amount_can_be_pasted_into_the_form_of_a_receipt(finance):
    page = finance.get(reverse("admin:payments_bankreceipt_add"))

    amount = page.context["adminform"].form["amount"]
    assert (amount.field.widget.input_type, "inputmode" in f"{amount}") == ("text", True)


@pytest.mark.parametrize("typed", ["1,23", "12,34.00", "1,2345"])
def test_commas_are_read_between_thousands_only(finance, typed):
    fields = {"gateway": "alipay", "day": "2026-11-20", "bank_reference": "B9", "amount": typed}

    answer = finance.post(
        reverse("admin:payments_bankreceipt_add"), fields | {"received_on": "2026-11-21"}
    )

    assert "amount" in answer.context["adminform"].form.errors
    assert not BankReceipt.objects.exists()


def test_finance_enters_what_the_bank_received(finance):
    answer = finance.post(
        reverse("admin:payments_bankreceipt_add"),
        {
            "gateway": "alipay",
            "day": "2026-11-20",
            "amount": "1,234.50",  # as the bank writes it
            "bank_reference": "B9",
            "received_on": "2026-11-21",
            "note": "",
        },
    )

    assert answer.status_code == 302, answer.context["errors"]
    assert BankReceipt.objects.get().amount == Decimal("1234.50")
    assert LedgerEntry.objects.get().key == f"settlement:{BankReceipt.objects.get().pk}"


def test_finance_reads_beside_the_field_what_the_bank_cannot_have_received(finance):
    fields = {"gateway": "alipay", "day": "2026-11-20", "received_on": "2026-11-21", "note": ""}
    page = reverse("admin:payments_bankreceipt_add")
    finance.post(page, fields | {"amount": "10", "bank_reference": "B9"})

    nothing = finance.post(page, fields | {"amount": "0", "bank_reference": "B10"})
    known = finance.post(page, fields | {"amount": "10", "bank_reference": "B9"})

    assert "amount" in nothing.context["adminform"].form.errors
    assert "bank_reference" in known.context["adminform"].form.errors
    assert BankReceipt.objects.count() == 1


@pytest.mark.parametrize("shown", [1, 30])
def test_the_desk_costs_the_same_with_one_row_and_with_many(
    house, finance, shown, django_assert_max_num_queries
):
    for number in range(shown):
        paid(f"DD{number}")
    house.days[DAY] = []
    reconciled(DAY)
    finance.get(reverse("admin:payments_difference_changelist"))

    with django_assert_max_num_queries(12):
        finance.get(reverse("admin:payments_difference_changelist"))
