"""Finance at the desk: enters what the bank shows, and notes what was paid out by hand."""

from decimal import Decimal

import pytest
from django.utils import timezone

from payments.errors import AmountNotReceived, TransferKnown
from payments.models import PaymentAttempt, RefundPart, TransferReceipt
from payments.services.captures import settle_capture
from payments.services.plans import close_plan
from payments.services.refund_outcomes import settle_refund_part
from payments.types import RefundReport, RefundState
from tests.cast import grant
from tests.factories.payments import ACTOR, make_attempt, make_plan, paid_report

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-01")]

RECEIPTS = "/admin/payments/transferreceipt/"
PARTS = "/admin/payments/refundpart/"


@pytest.fixture
def finance(clerk, clerk_client):
    grant(
        clerk,
        "orders.refund_order",
        "payments.view_transferreceipt",
        "payments.add_transferreceipt",
        "payments.view_refundpart",
    )
    return clerk_client


@pytest.fixture
def attempt() -> PaymentAttempt:
    attempt = make_attempt(make_plan(total="2000.00"))
    attempt.gateway = "transfer"
    attempt.save(update_fields=["gateway"])
    return attempt


def test_what_the_bank_shows_is_entered_and_an_unknown_remark_is_said(finance, attempt):
    fields = {"amount": "2000.00", "serial": "B1", "received_on": f"{timezone.localdate()}"}

    refused = finance.post(f"{RECEIPTS}add/", fields | {"number": "P1"})
    assert refused.status_code == 200
    assert not TransferReceipt.objects.exists()
    entered = finance.post(f"{RECEIPTS}add/", fields | {"number": attempt.out_trade_no})

    assert entered.status_code == 302
    assert TransferReceipt.objects.get().state == "booked"
    assert "B1" in finance.get(RECEIPTS).text


def entered(finance, attempt: PaymentAttempt, amount: str, serial: str = "B1"):
    fields = {"amount": amount, "serial": serial, "received_on": f"{timezone.localdate()}"}
    fields["number"] = attempt.out_trade_no
    return finance.post(f"{RECEIPTS}add/", fields, follow=True, headers={"accept-language": "en"})


def test_who_enters_a_transfer_is_told_what_is_missing_and_what_goes_back(finance, attempt):
    less = entered(finance, attempt, "1500.00")
    more = entered(finance, attempt, "700.00", "B2")

    assert "B1 is booked. ¥500.00 less than expected" in less.text
    assert "B2 is booked. ¥200.00 more than expected" in more.text
    expected = TransferReceipt.objects.order_by("pk").values_list("expected", flat=True)
    assert list(expected) == [Decimal("2000.00"), Decimal("500.00")]
    assert "¥2000.00" in finance.get(RECEIPTS).text


def test_who_enters_a_large_transfer_is_told_that_it_waits(finance, attempt):
    attempt.amount = Decimal("60000.00")
    attempt.save(update_fields=["amount"])

    page = entered(finance, attempt, "60000.00")

    receipt = TransferReceipt.objects.get()
    assert receipt.state == "waiting"
    assert page.redirect_chain[-1][0] == f"{RECEIPTS}{receipt.pk}/change/"
    assert "B1 is entered. You entered it: somebody else looks at the bank" in page.text


def test_a_day_long_past_is_said_beside_its_field(finance, attempt):
    fields = {"amount": "2000.00", "serial": "B1", "number": attempt.out_trade_no}

    answer = finance.post(f"{RECEIPTS}add/", fields | {"received_on": "1990-01-01"})

    assert answer.status_code == 200
    assert "received_on" in answer.context["adminform"].form.errors
    assert not TransferReceipt.objects.exists()


def test_who_pays_out_by_hand_reads_which_transfer_names_the_account(finance, attempt):
    close_plan(reference="DD1", actor=ACTOR)
    report = paid_report(attempt, trade_no="T20261")
    settle_capture(attempt_id=attempt.pk, report=report, actor=ACTOR)
    part = RefundPart.objects.get()
    said = RefundReport(state=RefundState.PENDING, code="BY_HAND")
    settle_refund_part(part_id=part.pk, report=said, actor=ACTOR)

    page = finance.get(f"{PARTS}{part.pk}/change/", headers={"accept-language": "en"}).text

    assert "pay it by bank to the account that the money came from" in page
    assert "T20261" in page


def test_a_serial_that_was_paid_out_before_is_said_beside_its_field(finance, attempt):
    close_plan(reference="DD1", actor=ACTOR)
    settle_capture(attempt_id=attempt.pk, report=paid_report(attempt), actor=ACTOR)
    part = RefundPart.objects.get()
    other = make_attempt(make_plan("DD2", total="2000.00"))
    type(other).objects.filter(pk=other.pk).update(gateway="transfer")
    close_plan(reference="DD2", actor=ACTOR)
    settle_capture(attempt_id=other.pk, report=paid_report(other), actor=ACTOR)
    twin = RefundPart.objects.exclude(pk=part.pk).get()
    finance.post(f"{PARTS}{part.pk}/change/", {"serial": "OUT-1"})

    answer = finance.post(f"{PARTS}{twin.pk}/change/", {"serial": "OUT-1"})

    assert answer.context["adminform"].form.errors["serial"] == [str(TransferKnown.message)]
    twin.refresh_from_db()
    assert (twin.serial, twin.state) == ("", "reserved")


@pytest.mark.parametrize("amount", ["0", "-5"])
def test_an_amount_that_is_none_is_said_beside_its_field(finance, attempt, amount):
    fields = {"serial": "B1", "number": attempt.out_trade_no}

    answer = finance.post(
        f"{RECEIPTS}add/", fields | {"amount": amount, "received_on": f"{timezone.localdate()}"}
    )

    errors = answer.context["adminform"].form.errors
    assert errors["amount"] == [str(AmountNotReceived.message)]
    assert not TransferReceipt.objects.exists()


def test_what_was_paid_out_by_hand_is_noted_with_its_serial_number(finance, attempt):
    close_plan(reference="DD1", actor=ACTOR)
    settle_capture(attempt_id=attempt.pk, report=paid_report(attempt), actor=ACTOR)
    part = RefundPart.objects.get()

    answer = finance.post(f"{PARTS}{part.pk}/change/", {"serial": "OUT-1"})

    assert answer.status_code == 302
    part.refresh_from_db()
    assert (part.state, part.serial, part.amount) == ("done", "OUT-1", Decimal("2000.00"))
