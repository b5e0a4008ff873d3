"""A report names days that are not compared yet, and what our bank account moved by itself."""

import csv
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from payments.models import PaymentAttempt, RefundPart, Statement
from payments.selectors.days_to_close import last_compared_day
from payments.selectors.reconciliation import report_of_days, sums_by_gateway
from payments.services.paying_out import pay_out_by_hand
from payments.services.refunds import request_refund
from payments.services.transfers import Found, record_transfer
from tests.factories.customers import UserFactory
from tests.factories.payments import ACTOR, make_attempt, make_plan
from tests.support.members import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-14")]

REPORT = "admin:payments_statement_report"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def finance() -> Client:
    return signed_in("finance")


def compared(day: date, gateway: str = "alipay") -> None:
    Statement.objects.create(gateway=gateway, day=day, state="matched", next_try_at=None)


def ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def transferred(amount: str) -> PaymentAttempt:
    """Money that a payer sent to our bank account today."""
    attempt = make_attempt(make_plan(total=amount))
    PaymentAttempt.objects.filter(pk=attempt.pk).update(gateway="transfer")
    found = Found(
        number=attempt.out_trade_no, amount=Decimal(amount), serial="B1", received_on=ago(0)
    )
    record_transfer(found=found, user_id=UserFactory(staff=True).pk)
    return attempt


def test_a_day_that_is_over_and_not_compared_is_said(finance):
    compared(ago(4))
    compared(ago(3))

    (total,) = sums_by_gateway(report_of_days(ago(4), ago(0)))
    page = finance.get(reverse(REPORT), {"period": "day", "day": f"{ago(1)}"})

    assert (total.compared_days, total.expected_days) == (2, 4)
    assert "0 of 1 compared" in page.content.decode()


def test_a_day_that_is_not_compared_has_no_sums_rather_than_zero(finance):
    compared(ago(4))
    asked = {"period": "day", "day": f"{ago(1)}"}

    page = finance.get(reverse(REPORT), asked)
    sheet = finance.get(reverse(REPORT), asked | {"format": "csv"})

    for column in ("Paid, says the gateway", "Paid, by our books", "Due to the bank"):
        cell = re.search(rf'data-label="{column}">(.*?)</td>', page.text, re.DOTALL)
        assert re.sub(r"<.*?>", "", cell[1]).strip() == "–"
    row = next(csv.reader([sheet.text.splitlines()[1]]))
    assert row[:3] == [f"{ago(1)}", "Alipay", "0"]
    assert row[3:11] == [""] * 8


def test_no_day_is_missed_before_the_first_statement_today_or_of_a_gateway_long_gone():
    compared(ago(1))
    compared(ago(40), "unionpay")

    lines = report_of_days(ago(20), ago(0))

    assert [(line.gateway, line.day) for line in lines] == [("alipay", ago(1))]


def test_a_report_opens_on_the_last_day_that_is_compared(finance):
    compared(ago(3))
    Statement.objects.create(gateway="alipay", day=ago(1))

    page = finance.get(reverse(REPORT))

    assert last_compared_day() == ago(3)
    assert page.context["first"] == ago(3)
    assert "Reconciliation report" in page.content.decode()


def test_a_report_names_what_our_bank_account_moved_without_a_gateway(finance):
    transferred("300.00")
    request_refund(reference="DD1", amount=Decimal("40.00"), cause_key="case:1", actor=ACTOR)
    pay_out_by_hand(
        part_id=RefundPart.objects.get().pk, serial="B2", user_id=UserFactory(staff=True).pk
    )

    (line,) = report_of_days(ago(0), ago(0))
    page = finance.get(reverse(REPORT), {"period": "day", "day": f"{ago(0)}"}).content.decode()

    assert (line.gateway, line.trade_total, line.refund_total) == (
        "transfer",
        Decimal("300.00"),
        Decimal("40.00"),
    )
    assert (line.received, line.outstanding) == (Decimal("260.00"), Decimal("0.00"))
    assert "Bank transfer" in page
    assert "1 payment" in page


@pytest.mark.parametrize("days", [1, 30])
def test_a_report_costs_the_same_for_a_day_and_for_a_month(days, django_assert_max_num_queries):
    compared(ago(days))

    with django_assert_max_num_queries(7):
        report_of_days(ago(days), ago(0))
