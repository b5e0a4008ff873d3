"""Finance looks up what every account holds, today or on a past day, and what it is the sum of."""

import csv
import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from payments.models import Account, LedgerEntry
from payments.selectors.balances import movements_of
from payments.services.ledger import Side, book
from tests.factories.payments import ACTOR
from tests.support.members import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-13")]

BEIJING = ZoneInfo("Asia/Shanghai")
DAY = timezone.localdate() - timedelta(days=5)
Kind = LedgerEntry.Kind
PAGE = "admin:payments_ledgerentry_balances"
LEDGER = "admin:payments_ledgerentry_changelist"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def finance() -> Client:
    return signed_in("finance")


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=BEIJING)


def booked(kind: Kind, key: str, *sides: tuple[Account, str, str], day: date = DAY) -> None:
    book(
        kind=kind,
        key=key,
        sides=[Side(account, party, Decimal(amount)) for account, party, amount in sides],
        happened_at=noon(day),
        actor=ACTOR,
        subject=key,
    )


def some_days() -> None:
    """Alipay took 100 and paid 60 out the day after; WeChat took 30 and kept a fee."""
    taken = (Account.CUSTOMER, "7", "-100.00"), (Account.CLEARING, "alipay", "100.00")
    booked(Kind.CAPTURE, "capture:1", *taken)
    other = (Account.CUSTOMER, "8", "-30.00"), (Account.CLEARING, "wechat", "30.00")
    booked(Kind.CAPTURE, "capture:2", *other)
    fee = (Account.FEE, "wechat", "0.18"), (Account.CLEARING, "wechat", "-0.18")
    booked(Kind.FEES, "fees:1", *fee)
    paid_out = (Account.BANK, "", "60.00"), (Account.CLEARING, "alipay", "-60.00")
    booked(Kind.SETTLEMENT, "settlement:1", *paid_out, day=DAY + timedelta(days=1))


def amounts(page) -> dict[str, list[str]]:
    return {name: [f"{one.amount}" for one in held] for name, held in page.context["gateways"]}


def keys(page) -> set[str]:
    return {entry.key for entry in page.context["cl"].result_list}


def test_a_past_day_shows_what_every_account_held_when_it_ended(finance):
    some_days()

    then = finance.get(reverse(PAGE), {"day": f"{DAY}"})
    now = finance.get(reverse(PAGE))

    assert amounts(then) == {
        "Alipay": ["100.00", "0.00", "0.00", "0.00"],
        "WeChat Pay": ["29.82", "0.00", "0.18", "0.00"],
    }
    assert [f"{one.amount}" for one in then.context["others"]] == ["0.00", "-130.00", "0.00"]
    assert [f"{one.amount}" for one in then.context["sums"]] == ["129.82", "0.00", "0.18", "0.00"]
    assert amounts(now)["Alipay"][0] == "40.00"
    assert [f"{one.amount}" for one in now.context["others"]] == ["60.00", "-130.00", "0.00"]
    assert "¥29.82" in then.content.decode()
    assert reverse(LEDGER) in then.content.decode()  # the way back


def test_a_balance_leads_to_the_entries_that_it_is_the_sum_of(finance):
    some_days()
    then = finance.get(reverse(PAGE), {"day": f"{DAY}"})
    (alipay, *_rest), (wechat, *_more) = (held for _name, held in then.context["gateways"])
    customers = then.context["others"][1]

    assert keys(finance.get(alipay.url)) == {"capture:1"}
    assert keys(finance.get(wechat.url)) == {"capture:2", "fees:1"}
    assert keys(finance.get(customers.url)) == {"capture:1", "capture:2"}
    assert parse_qs(urlsplit(alipay.url).query)["account"] == ["clearing"]


def test_a_day_shows_how_each_account_moved(finance):
    some_days()

    page = finance.get(reverse(PAGE), {"day": f"{DAY + timedelta(days=1)}"})

    rows = {row["name"]: row["move"] for row in page.context["movements"]}
    alipay = rows["at the gateway · Alipay"]
    assert (alipay.before, alipay.given, alipay.after) == (
        Decimal("100.00"),
        Decimal("-60.00"),
        Decimal("40.00"),
    )
    (moved,) = (row for row in page.context["movements"] if row["name"] == "bank")
    assert keys(finance.get(moved["url"])) == {"settlement:1"}


def test_what_was_booked_after_a_day_had_ended_is_named():
    some_days()

    rows = {(row.account, row.party): row for row in movements_of(DAY, DAY)}
    today = timezone.localdate()
    later = {(row.account, row.party): row for row in movements_of(today, today)}

    assert rows[Account.CLEARING, "alipay"].known == Decimal("0.00")
    assert later[Account.CLEARING, "alipay"].known == Decimal("40.00")


def test_the_ledger_is_narrowed_to_an_account_and_a_gateway(finance):
    some_days()

    fees = finance.get(reverse(LEDGER), {"account": "fee"})
    alipay = finance.get(reverse(LEDGER), {"gateway": "alipay"})
    from_alipay = finance.get(reverse(LEDGER), {"account": "bank", "gateway": "alipay"})
    nothing = finance.get(reverse(LEDGER), {"account": "bank", "gateway": "wechat"})

    assert keys(fees) == {"fees:1"}
    assert "fees of the gateway · WeChat Pay" in fees.content.decode()
    assert keys(alipay) == {"capture:1", "settlement:1"}
    assert keys(from_alipay) == {"settlement:1"}
    assert keys(nothing) == set()


def test_balances_can_be_taken_along_as_csv(finance):
    some_days()

    answer = finance.get(reverse(PAGE), {"day": f"{DAY}", "format": "csv"})

    heading, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert heading[:3] == ["Day", "Account", "Gateway"]
    assert [
        f"{DAY}",
        "at the gateway",
        "Alipay",
        "0.00",
        "100.00",
        "0.00",
        "100.00",
        "100.00",
    ] in rows
    assert sum(Decimal(row[6]) for row in rows) == Decimal("0.00")


@pytest.mark.parametrize("day", ["nonsense", "2026-02-31", "9999-12-31", "1999-01-01"])
def test_balances_of_nonsense_are_those_of_today(finance, day):
    page = finance.get(reverse(PAGE), {"day": day})

    assert page.context["day"] == timezone.localdate()


@pytest.mark.parametrize("shown", [1, 40])
def test_balances_and_ledger_cost_the_same_with_few_rows_and_with_many(
    finance, shown, django_assert_max_num_queries
):
    for number in range(shown):
        sides = (Account.CUSTOMER, f"{number}", "-1.00"), (Account.CLEARING, "alipay", "1.00")
        booked(Kind.CAPTURE, f"capture:{number}", *sides)
    finance.get(reverse(PAGE))

    with django_assert_max_num_queries(8):
        finance.get(reverse(PAGE))
    with django_assert_max_num_queries(10):
        finance.get(reverse(LEDGER), {"account": "clearing", "gateway": "alipay"})
