"""A gateway answers with another amount: nothing is booked, a person is told, nobody loops."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from orders.errors import PaymentStillOpen
from orders.models import Order
from orders.services.closing import close_and_cancel
from payments.audits import audit_waiting
from payments.events import OtherAmountReported
from payments.models import PaymentAttempt, PaymentPlan
from payments.services import queries
from payments.services.queries import close_at_gateway, query_attempt
from payments.types import TradeReport, TradeState
from shop.common.models import Message
from shop.work_counts import exceptions
from tests.cast import grant
from tests.factories.customers import UserFactory
from tests.factories.orders import place
from tests.factories.payments import ACTOR, make_attempt, make_plan, paid_report
from tests.support.events import deliver_pending, published

pytestmark = pytest.mark.django_db


class Teller:
    """A gateway that says each time the same, and counts how often it was asked."""

    def __init__(self, report: TradeReport) -> None:
        self.report, self.asked = report, 0

    def query(self, trade: object) -> TradeReport:
        self.asked += 1
        return self.report

    close = query


@pytest.fixture
def tells(monkeypatch):
    def tell(report: TradeReport) -> Teller:
        teller = Teller(report)
        monkeypatch.setattr(queries, "gateway", lambda code: teller)
        return teller

    return tell


def disputed(at=None) -> int:
    return exceptions(at or timezone.now())["disputed"].count


def test_another_amount_books_nothing_and_is_told_once(tells):
    finance = grant(UserFactory(staff=True, language="en"), "orders.refund_order")
    attempt = make_attempt(make_plan())
    tells(paid_report(attempt, amount=Decimal("1.00")))

    outcomes = [query_attempt(attempt_id=attempt.pk) for _ in range(2)]
    deliver_pending()

    attempt.refresh_from_db()
    assert outcomes == [TradeState.UNKNOWN] * 2
    assert (attempt.state, attempt.captured_amount) == ("pending", 0)
    assert attempt.next_query_at > timezone.now() + timedelta(hours=5)
    (event,) = published(OtherAmountReported)
    assert (event.attempt_id, disputed()) == (attempt.pk, 1)
    assert "1.00 CNY" in Message.objects.get(recipient=finance).body


def test_another_currency_is_another_amount(tells):
    attempt = make_attempt(make_plan())
    tells(paid_report(attempt, currency="USD"))

    query_attempt(attempt_id=attempt.pk)

    assert disputed() == 1
    assert PaymentPlan.objects.get().captured == 0


def test_an_order_stays_open_while_money_of_another_amount_lies_there(tells, customer):
    order = place(customer)
    attempt = make_attempt(PaymentPlan.objects.get())
    teller = tells(paid_report(attempt, amount=Decimal("1.00")))
    assert not close_at_gateway(reference=order.number)

    with pytest.raises(PaymentStillOpen):
        close_and_cancel(order_id=order.pk, reason=Order.CancelReason.STAFF, actor=ACTOR)

    order.refresh_from_db()
    assert (order.state, teller.asked) == ("open", 1)  # told once, it is not asked each round


def test_what_waits_for_a_person_is_no_breach(tells):
    attempt = make_attempt(make_plan())
    PaymentAttempt.objects.update(expires_at=timezone.now() - timedelta(hours=2))
    tells(paid_report(attempt, amount=Decimal("1.00")))
    assert list(audit_waiting())

    query_attempt(attempt_id=attempt.pk)

    assert not list(audit_waiting())


def test_what_the_gateway_gave_back_since_is_over(tells):
    attempt = make_attempt(make_plan())
    teller = tells(paid_report(attempt, amount=Decimal("1.00")))
    query_attempt(attempt_id=attempt.pk)
    teller.report = TradeReport(out_trade_no=attempt.out_trade_no, state=TradeState.CLOSED)

    query_attempt(attempt_id=attempt.pk)

    attempt.refresh_from_db()
    assert (attempt.state, disputed()) == ("closed", 0)


def test_finance_finds_them_from_the_work_list(tells, clerk, clerk_client):
    grant(clerk, "payments.view_paymentattempt")
    attempt, other = make_attempt(make_plan()), make_attempt(make_plan("DD2"))
    tells(paid_report(attempt, amount=Decimal("1.00")))
    query_attempt(attempt_id=attempt.pk)

    page = clerk_client.get(
        reverse("admin:payments_paymentattempt_changelist"), {"work": "disputed"}
    )

    assert attempt.out_trade_no in page.text
    assert other.out_trade_no not in page.text
