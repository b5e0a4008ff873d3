"""A gateway that takes days for a refund: a person sees it, the audit says it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from payments.audits import audit_late_refunds
from payments.models import PaymentAttempt, Refund, RefundPart
from payments.services.refund_outcomes import settle_refund_part
from payments.services.refunds import request_refund
from payments.types import RefundReport, RefundState
from shop.work_counts import exceptions
from tests.cast import grant
from tests.factories.payments import ACTOR, make_paid_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def part() -> RefundPart:
    plan = make_paid_plan()
    refund = request_refund(
        reference=plan.reference, amount=Decimal("10.00"), cause_key="case:1", actor=ACTOR
    )
    return refund.parts.get()


def asked_for(part: RefundPart, *, days_ago: int) -> None:
    then = timezone.now() - timedelta(days=days_ago)
    Refund.objects.filter(pk=part.refund_id).update(created_at=then)


def late() -> int:
    return exceptions(timezone.now())["late_refunds"].count


def test_a_refund_on_its_way_for_days_waits_for_a_person(part, clerk, clerk_client):
    grant(clerk, "payments.view_refundpart")
    asked_for(part, days_ago=6)

    page = clerk_client.get(reverse("admin:payments_refundpart_changelist"), {"work": "late"})

    assert late() == 1
    assert part.out_request_no in page.text
    assert [breach.subject for breach in audit_late_refunds()] == [part.out_request_no]


def test_a_fresh_one_and_one_that_is_done_do_not(part, clerk, clerk_client):
    grant(clerk, "payments.view_refundpart")
    asked_for(part, days_ago=4)
    fresh = late()
    settle_refund_part(part_id=part.pk, report=RefundReport(state=RefundState.DONE), actor=ACTOR)
    asked_for(part, days_ago=6)

    page = clerk_client.get(reverse("admin:payments_refundpart_changelist"), {"work": "late"})

    assert (fresh, late()) == (0, 0)
    assert part.out_request_no not in page.text
    assert not list(audit_late_refunds())


def test_what_finance_pays_out_by_hand_has_its_own_list(part):
    PaymentAttempt.objects.update(gateway="transfer")
    asked_for(part, days_ago=6)

    assert late() == 0
    assert not list(audit_late_refunds())
