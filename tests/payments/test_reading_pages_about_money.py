"""Pages about money say first what people need; what only helps to find a fault is folded."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.models import User
from payments.models import Difference, LedgerEntry, Notification, PaymentAttempt, TransferReceipt
from payments.services.captures import settle_capture
from payments.services.refund_proposals import propose_refund
from payments.services.transfers import Found, record_transfer
from payments.types import StatementLine
from shop.services.roles import ensure_roles, give_role
from tests.factories.customers import UserFactory
from tests.factories.payments import ACTOR, make_attempt, make_paid_plan, make_plan, paid_report
from tests.support.statements import Bookhouse, open_bookhouse, reconciled

pytestmark = pytest.mark.django_db

DAY = date(2026, 6, 1)
FOLDED = "Technical details"


def finance_member() -> User:
    ensure_roles()
    member = UserFactory(staff=True)
    give_role(user_id=member.pk, code="finance")
    return member


def desk_of(member: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(member, backend="customers.backends.IdentityBackend")
    return client


@pytest.fixture
def finance() -> Client:
    return desk_of(finance_member())


def parts_of(page: str) -> tuple[str, str]:
    """Return what stands before the fold, and what is in it."""
    before, _found, folded = page.partition(FOLDED)
    return before, folded.partition("</fieldset>")[0]


@pytest.fixture
def attempt() -> PaymentAttempt:
    return make_attempt(make_plan(total="99.90"))


def test_what_a_gateway_sent_is_explained_and_its_raw_text_folded(finance):
    row = Notification.objects.create(
        gateway="alipay", notify_id="N1", body="sign=forged", verdict="bad_signature"
    )

    page = finance.get(reverse("admin:payments_notification_change", args=[row.pk])).text

    shown, folded = parts_of(page)
    assert "Nothing was booked" in shown
    assert "sign=forged" not in shown
    assert "sign=forged" in folded


def test_an_attempt_says_its_amount_once_and_folds_what_it_left_with(finance, attempt):
    attempt.departure = {"kind": "qr", "url": "https://qr.example/1"}
    attempt.save(update_fields=["departure"])

    page = finance.get(reverse("admin:payments_paymentattempt_change", args=[attempt.pk])).text

    shown, folded = parts_of(page)
    assert shown.count("¥99.90") == 1
    assert "qr.example" not in shown
    assert "qr.example" in folded
    assert "99.90" not in folded


def test_finance_reads_the_sides_of_an_entry_and_whose_they_are(finance, attempt):
    settle_capture(attempt_id=attempt.pk, report=paid_report(attempt), actor=ACTOR)
    entry = LedgerEntry.objects.get()

    page = finance.get(reverse("admin:payments_ledgerentry_change", args=[entry.pk])).text

    assert "+99.90" in page
    assert "-99.90" in page
    assert str(attempt.payment.plan.customer) in page


def test_a_plan_shows_each_try_to_pay_it(finance, attempt):
    plan = attempt.payment.plan

    page = finance.get(reverse("admin:payments_paymentplan_change", args=[plan.pk])).text

    assert attempt.out_trade_no in parts_of(page)[0]
    assert "What happened" in page


def test_who_approves_a_refund_reads_beside_the_button_what_it_is(finance):
    plan = make_paid_plan(total="9000.00")
    asking = UserFactory(staff=True)
    proposal = propose_refund(
        reference=plan.reference,
        amount=Decimal(8000),
        cause_key="case:1",
        note="scratched",
        user_id=asking.pk,
    )

    page = finance.get(
        reverse("admin:payments_refundproposal_step", args=[proposal.pk, "approve"])
    ).text

    assert f"{asking} asks for it: scratched" in page
    assert "¥9000.00 were paid for the order, ¥0.00 went back before." in page


@pytest.mark.req("PAY-01")
def test_a_large_transfer_is_confirmed_on_its_page_by_somebody_else():
    attempt = make_attempt(make_plan(total="60000.00"))
    PaymentAttempt.objects.filter(pk=attempt.pk).update(gateway="transfer")
    entering, confirming = finance_member(), finance_member()
    receipt = record_transfer(
        found=Found(
            number=attempt.out_trade_no,
            amount=Decimal(50_000),
            serial="B1",
            received_on=timezone.localdate(),
        ),
        user_id=entering.pk,
    )
    address = reverse("admin:payments_transferreceipt_change", args=[receipt.pk])
    step = reverse("admin:payments_transferreceipt_step", args=[receipt.pk, "confirm"])

    own = desk_of(entering).get(address).text
    others = desk_of(confirming).get(address).text
    desk_of(entering).post(step)
    assert TransferReceipt.objects.get().state == "waiting"
    desk_of(confirming).post(step)

    assert step not in own
    assert "somebody else looks at the bank" in own
    assert step in others
    assert "¥10000.00 less than expected" in others
    assert TransferReceipt.objects.get().state == "booked"


@pytest.fixture
def house(monkeypatch) -> Bookhouse:
    return open_bookhouse(monkeypatch)


def foreign_line(number: str) -> StatementLine:
    return StatementLine(
        kind="trade",
        out_trade_no="",
        gateway_trade_no=number,
        amount=Decimal("5.00"),
        fee=Decimal(0),
        at=None,
    )


@pytest.mark.req("PAY-13")
def test_a_statement_counts_the_lines_that_name_no_payment_of_ours(finance, house):
    named = replace(foreign_line("G2"), out_trade_no="P1")
    house.days = {DAY: [foreign_line("ZME 1"), named]}
    statement = reconciled(DAY)
    desk = reverse("admin:payments_difference_changelist")

    listed = finance.get(reverse("admin:payments_statement_changelist")).text
    page = finance.get(reverse("admin:payments_statement_change", args=[statement.pk])).text
    narrowed = finance.get(f"{desk}?gateway={statement.gateway}&day={DAY}&work=unnamed").text

    for text in (listed, page):
        assert "1 line without our number" in text
        assert "2 open differences" in text
        assert f"{desk}?gateway={statement.gateway}&amp;day={DAY}&amp;work=unnamed" in text
    (unnamed,) = Difference.objects.unnamed()
    told = finance.get(reverse("admin:payments_difference_change", args=[unnamed.pk])).text
    assert "The line names no payment of ours" in told
    assert "ZME 1" in narrowed
    assert "G2" not in narrowed
