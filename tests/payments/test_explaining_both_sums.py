"""Why both sums of a day may disagree where nobody has to look into it, and counting them right."""

import csv
import io
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from payments.models import Difference, Statement
from payments.selectors.reconciliation import count_ours
from payments.services.attempts import create_attempt
from payments.services.captures import settle_capture
from payments.services.differences import settle_difference
from payments.services.reconciliation import reconcile
from payments.services.refunds import request_refund
from payments.services.statements import open_statements
from shop.common.actors import person
from tests.cast import grant
from tests.factories.customers import UserFactory
from tests.factories.payments import ACTOR, make_plan, paid_report
from tests.payments.test_reconciling_a_day import BEIJING, DAY, NOON, found, paid, started
from tests.support.statements import (
    Bookhouse,
    open_bookhouse,
    reconciled,
    refund_line,
    trade_line,
)

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-13")]

LAST_MINUTE = datetime(2026, 11, 20, 23, 59, tzinfo=BEIJING)


@pytest.fixture
def house(monkeypatch) -> Bookhouse:
    return open_bookhouse(monkeypatch)


@pytest.mark.parametrize(
    ("gateway", "hour", "day"),
    [
        pytest.param("unionpay", 22, DAY, id="unionpay before 23:00"),
        pytest.param("unionpay", 23, DAY + timedelta(days=1), id="unionpay after 23:00"),
        pytest.param("alipay", 23, DAY, id="another after 23:00"),
    ],
)
def test_ours_are_counted_on_the_day_of_the_gateway(gateway, hour, day):
    make_plan()
    attempt = create_attempt(reference="DD1", gateway_code=gateway, product="page")
    paid_at = datetime(2026, 11, 20, hour, 30, tzinfo=BEIJING)
    report = paid_report(attempt, paid_at=paid_at)
    settle_capture(attempt_id=attempt.pk, report=report, actor=ACTOR)

    counted = {
        each: count_ours(gateway=gateway, day=each).trade_count
        for each in (DAY, DAY + timedelta(days=1))
    }

    assert counted == {DAY: 0, DAY + timedelta(days=1): 0} | {day: 1}


def test_a_payment_that_is_judged_tomorrow_is_told_of_today(house, clerk, clerk_client):
    grant(clerk, "payments.view_statement")
    noon, late = paid("DD1"), paid("DD2", at=LAST_MINUTE)
    house.days[DAY] = [trade_line(noon)]

    statement = reconciled(DAY)

    assert found() == []
    assert (statement.later_count, statement.later_total) == (1, late.amount)
    told = "1 of ours (¥99.90) came in the last minutes: judged with the next day."
    assert told in clerk_client.get("/admin/payments/statement/").text
    assert told in clerk_client.get(f"/admin/payments/statement/report/?day={DAY}").text
    sheet = clerk_client.get(f"/admin/payments/statement/report/?day={DAY}&format=csv").text
    (row,) = csv.DictReader(io.StringIO(sheet.removeprefix("\ufeff")))
    assert row["What to know"] == told


def test_a_sheet_says_of_which_sums_it_is_too_early_to_speak(house, clerk, clerk_client):
    grant(clerk, "payments.view_statement")
    Statement.objects.create(gateway="alipay", day=DAY)
    address = f"/admin/payments/statement/report/?day={DAY}&format=csv"

    (row,) = csv.DictReader(io.StringIO(clerk_client.get(address).text.removeprefix("\ufeff")))

    assert row["What to know"] == "The statement is not compared yet: these sums are not final."


def test_a_payment_of_the_last_minutes_that_is_listed_needs_no_word(house):
    house.days[DAY] = [trade_line(paid(at=LAST_MINUTE))]

    assert reconciled(DAY).later_count == 0


def test_refunds_that_were_only_accepted_are_told(house, clerk, clerk_client):
    grant(clerk, "payments.view_statement")
    attempt = paid()
    refund = request_refund(reference="DD1", amount=Decimal(40), cause_key="a", actor=ACTOR)
    accepted = refund_line(refund.parts.get(), at=NOON, is_pending=True)
    house.days[DAY] = [trade_line(attempt), accepted]

    statement = reconciled(DAY)

    assert (statement.pending_count, statement.pending_total) == (1, Decimal("40.00"))
    page = clerk_client.get("/admin/payments/statement/").text
    assert "1 refunds (¥40.00) were only accepted" in page


def test_who_dies_after_settling_leaves_a_day_that_is_counted_anew_however_old_it_is(house):
    attempt = started()
    house.days[DAY] = [trade_line(attempt, gateway_trade_no="20261", at=NOON)]
    statement = reconciled(DAY)
    settle_difference(
        difference_id=Difference.objects.get().pk,
        action=Difference.Action.BOOK,
        actor=person(UserFactory(staff=True).pk),
    )
    statement.refresh_from_db()
    assert statement.our_trade_count == 0  # nothing ran after the commit

    days_later = timezone.now() + timedelta(days=6)
    assert statement.pk in open_statements(at=days_later)
    reconcile(statement_id=statement.pk)

    statement.refresh_from_db()
    assert (statement.state, statement.our_trade_count) == (Statement.State.MATCHED, 1)
    assert statement.pk not in open_statements(at=days_later)
