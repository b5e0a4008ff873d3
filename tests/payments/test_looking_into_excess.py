"""Money that nobody owed goes back by itself; a person says why it came, and closes the case."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from payments.errors import NoCaseToClose
from payments.models import PaymentHistory, Refund
from payments.services.captures import settle_capture
from payments.services.plans import close_plan
from payments.services.refund_cases import close_case
from payments.services.refunds import request_refund
from shop.common.actors import person
from shop.services.roles import ensure_roles, give_role
from shop.work_counts import exceptions
from tests.factories.customers import UserFactory
from tests.factories.payments import ACTOR, make_attempt, make_paid_plan, make_plan, paid_report

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-05")]


@pytest.fixture
def finance():
    ensure_roles()
    member = UserFactory(staff=True, language="en")
    give_role(user_id=member.pk, code="finance")
    return member


def client_of(member) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(member, backend="customers.backends.IdentityBackend")
    return client


def late_money() -> Refund:
    plan = make_plan()
    attempt = make_attempt(plan)
    close_plan(reference=plan.reference, actor=ACTOR)
    settle_capture(attempt_id=attempt.pk, report=paid_report(attempt), actor=ACTOR)
    return Refund.objects.get()


def waiting() -> int:
    return exceptions(timezone.now())["excess"].count


def test_money_that_nobody_owed_opens_a_case_until_somebody_says_a_word(finance):
    refund = late_money()
    assert (refund.case, waiting()) == ("open", 1)

    close_case(refund_id=refund.pk, actor=person(finance.pk), reason="paid on two phones")

    refund.refresh_from_db()
    noted = PaymentHistory.objects.get(axis="case")
    assert (refund.case, waiting()) == ("closed", 0)
    assert (noted.subject, noted.reason) == (refund.number, "paid on two phones")
    assert noted.actor_user == finance


def test_the_first_word_stays(finance):
    refund = late_money()
    close_case(refund_id=refund.pk, actor=person(finance.pk), reason="first")

    close_case(refund_id=refund.pk, actor=person(finance.pk), reason="second")

    assert PaymentHistory.objects.get(axis="case").reason == "first"


def test_a_refund_that_was_agreed_on_is_no_case(finance):
    plan = make_paid_plan()
    refund = request_refund(
        reference=plan.reference, amount=Decimal("10.00"), cause_key="case:1", actor=ACTOR
    )

    with pytest.raises(NoCaseToClose):
        close_case(refund_id=refund.pk, actor=person(finance.pk), reason="x")

    refund.refresh_from_db()
    assert (refund.case, waiting()) == ("none", 0)
    assert not PaymentHistory.objects.filter(axis="case").exists()


def test_finance_reads_why_it_came_and_closes_the_case_on_its_page(finance):
    plan = make_plan()
    first, second = make_attempt(plan, "page"), make_attempt(plan, "wap")
    for attempt in (first, second):
        settle_capture(attempt_id=attempt.pk, report=paid_report(attempt), actor=ACTOR)
    refund = Refund.objects.get()
    client, page = client_of(finance), reverse("admin:payments_refund_change", args=[refund.pk])

    shown = client.get(page).content.decode()
    closing = reverse("admin:payments_refund_step", args=[refund.pk, "close-case"])
    client.post(closing, {"reason": "paid twice by mistake"})
    after = client.get(page).content.decode()

    assert first.out_trade_no in shown
    assert second.out_trade_no in shown
    assert closing in shown
    assert closing not in after
    assert "paid twice by mistake" in after


def test_who_may_not_refund_closes_no_case(finance, powerless_staff):
    refund = late_money()
    closing = reverse("admin:payments_refund_step", args=[refund.pk, "close-case"])

    answer = client_of(powerless_staff).post(closing, {"reason": "x"})

    refund.refresh_from_db()
    assert (answer.status_code, refund.case) == (403, "open")
