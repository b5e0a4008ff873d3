"""Finance looks up a line of a statement, and takes its file along as it came."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from payments.models import LedgerEntry, Statement
from tests.factories.customers import UserFactory
from tests.payments.test_reconciling_a_day import DAY, paid, refunded
from tests.support.members import signed_in
from tests.support.statements import (
    CODE,
    Bookhouse,
    open_bookhouse,
    reconciled,
    refund_line,
    trade_line,
    written,
)

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-12")]

LINES = "admin:payments_statementrow_changelist"


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


def two_lines(house: Bookhouse) -> Statement:
    """A payment, a refund of it, and one on the day after."""
    attempt = paid(total="100.00")
    part = refunded(attempt, amount="40.00")
    later = paid("DD2", total="50.00", at=attempt.captured_at + timedelta(days=1))
    house.days = {
        DAY: [trade_line(attempt, gateway_trade_no="G1"), refund_line(part, gateway_trade_no="G1")],
        DAY + timedelta(days=1): [trade_line(later, gateway_trade_no="G2")],
    }
    reconciled(DAY + timedelta(days=1))
    return reconciled(DAY)


def found(page) -> list[tuple[str, Decimal]]:
    return [(row.kind, row.amount) for row in page.context["cl"].result_list]


def page_of(client: Client, statement: Statement):
    return client.get(reverse("admin:payments_statement_change", args=[statement.pk]))


def test_a_line_is_found_by_the_number_that_a_payer_or_a_gateway_names(house, finance):
    statement = two_lines(house)
    first, second = statement.rows.order_by("position")

    by_theirs = finance.get(reverse(LINES), {"q": " G1 "})
    by_ours = finance.get(reverse(LINES), {"q": first.out_trade_no})
    by_refund = finance.get(reverse(LINES), {"q": second.out_request_no})
    by_half = finance.get(reverse(LINES), {"q": first.out_trade_no[:-1]})

    both = [("trade", Decimal("100.00")), ("refund", Decimal("40.00"))]
    assert found(by_theirs) == found(by_ours) == both
    assert found(by_refund) == [("refund", Decimal("40.00"))]
    assert found(by_half) == []
    assert ">DD1<" in by_ours.content.decode()


def test_no_line_is_listed_before_somebody_says_what_she_looks_for(house, finance):
    two_lines(house)

    page = finance.get(reverse(LINES))

    assert found(page) == []
    assert "Search for a number" in page.content.decode()


def test_a_statement_leads_to_its_lines_and_to_the_ledger_of_its_day(house, finance):
    statement = two_lines(house)

    links = dict(page_of(finance, statement).context["money"]["links"])

    assert len(found(finance.get(links["Its lines"]))) == 2
    ledger = finance.get(links["Ledger of this day"]).context["cl"].result_list
    assert {entry.reference for entry in ledger} == {"DD1"}
    assert LedgerEntry.objects.filter(reference="DD2").exists()


def test_the_file_is_handed_out_as_it_came(house, finance):
    statement = two_lines(house)
    links = dict(page_of(finance, statement).context["money"]["links"])

    answer = finance.get(links["The file as it came"])

    assert b"".join(answer.streaming_content) == written(house.days[DAY])
    assert answer["Content-Disposition"] == f'attachment; filename="{CODE}-{DAY}.csv"'


def test_who_may_only_look_at_statements_gets_no_file(house):
    statement = two_lines(house)
    member = UserFactory(staff=True)
    member.user_permissions.add(Permission.objects.get(codename="view_statement"))
    client = Client(headers={"accept-language": "en"})
    client.force_login(member, backend="customers.backends.IdentityBackend")

    links = dict(page_of(client, statement).context["money"]["links"])
    answer = client.get(reverse("admin:payments_statement_file", args=[statement.pk]))

    assert "The file as it came" not in links
    assert answer.status_code == 403
    assert len(found(client.get(reverse(LINES), {"q": "G1"}))) == 2


@pytest.mark.parametrize("role", ["customer_service", "analyst"])
def test_others_look_up_no_line(role):
    assert signed_in(role).get(reverse(LINES), {"q": "G1"}).status_code == 403


def test_a_day_without_a_file_offers_none(house, finance):
    house.days[DAY] = []
    paid()
    statement = reconciled(DAY)

    links = dict(page_of(finance, statement).context["money"]["links"])

    assert "The file as it came" not in links
    file = reverse("admin:payments_statement_file", args=[statement.pk])
    assert finance.get(file).status_code == 404


@pytest.mark.parametrize("shown", [1, 30])
def test_the_lines_of_a_day_cost_the_same_with_few_and_with_many(
    house, finance, shown, django_assert_max_num_queries
):
    attempts = [paid(f"DD{number}") for number in range(shown)]
    house.days[DAY] = [trade_line(attempt) for attempt in attempts]
    statement = reconciled(DAY)
    finance.get(reverse(LINES))

    with django_assert_max_num_queries(9):
        finance.get(reverse(LINES), {"statement": statement.pk})
