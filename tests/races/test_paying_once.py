"""Fifty notifications at once, a notification against closing, two refunds for the same money."""

from decimal import Decimal
from functools import partial

import pytest
from django.db import transaction

from payments.audits import audit_excess, audit_ledger, audit_refund_parts, audit_sums
from payments.errors import RefundExceedsCapture
from payments.models import LedgerEntry, Notification, PaymentPlan, Refund
from payments.services.captures import settle_capture
from payments.services.notifications import receive_notification
from payments.services.plans import close_plan
from payments.services.refunds import request_refund
from shop.common.models import OutboxEvent
from tests.factories.payments import (
    ACTOR,
    make_attempt,
    make_merchant,
    make_paid_plan,
    make_plan,
    paid_report,
)
from tests.support.together import run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def books_agree() -> bool:
    return not [*audit_sums(), *audit_refund_parts(), *audit_excess(), *audit_ledger()]


@pytest.mark.fault("same-notification")
@pytest.mark.req("PAY-06")
def test_fifty_equal_notifications_are_one_capture():
    merchant = make_merchant()
    attempt = make_attempt(make_plan())
    body = merchant.notification(attempt)

    outcomes = run_together(
        [lambda: receive_notification(gateway_code="alipay", body=body, headers={}, ip="127.0.0.1")]
        * 50
    )

    assert [outcome.value.body for outcome in outcomes if outcome.value] == ["success"] * 50
    plan = PaymentPlan.objects.get()
    assert plan.captured == attempt.amount
    assert Notification.objects.get().received_count == 50
    assert LedgerEntry.objects.get().key == f"capture:{attempt.pk}"
    assert OutboxEvent.objects.filter(name__endswith="PlanPaid").count() == 1
    assert books_agree()


def close_and_refund(reference: str) -> None:
    """What cancelling an order does to its money."""
    with transaction.atomic():
        plan = close_plan(reference=reference, actor=ACTOR)
        owed = plan.captured - plan.refunded
        if owed:
            request_refund(reference=reference, amount=owed, cause_key="cancel", actor=ACTOR)


def test_money_and_closing_at_once_never_leave_money_behind():
    for round_number in range(20):
        plan = make_plan(f"DD{round_number}")
        attempt = make_attempt(plan)
        report = paid_report(attempt)

        outcomes = run_together(
            [
                lambda: settle_capture(attempt_id=attempt.pk, report=report, actor=ACTOR),  # noqa: B023
                lambda: close_and_refund(plan.reference),  # noqa: B023
            ]
        )

        assert [outcome.error for outcome in outcomes] == [None, None]
        plan.refresh_from_db()
        assert (plan.captured, plan.refunded) == (plan.total, plan.total)
        assert Refund.objects.filter(plan=plan).count() == 1
    assert books_agree()


def test_two_refunds_at_once_never_exceed_the_payment():
    make_paid_plan()

    outcomes = run_together(
        [
            partial(
                request_refund,
                reference="DD1",
                amount=Decimal("60.00"),
                cause_key=f"case:{number}",
                actor=ACTOR,
            )
            for number in range(8)
        ]
    )

    refused = [o for o in outcomes if isinstance(o.error, RefundExceedsCapture)]
    assert len(refused) == 7
    assert Refund.objects.count() == 1
    assert PaymentPlan.objects.get().refunded == Decimal("60.00")
    assert books_agree()
