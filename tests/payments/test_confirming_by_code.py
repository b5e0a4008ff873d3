import re
from decimal import Decimal

import pytest

from customers.errors import CodeNotValid
from customers.models import LoginCode
from customers.services.login_codes import request_code
from payments.messages import CONFIRM_CODE
from payments.models import PaymentPlan
from payments.risk.errors import NoCodeDemanded
from payments.risk.services.assessment import assess
from payments.risk.services.codes import confirm_code, demand_code, send_code
from payments.services.attempts import create_attempt
from shop.common.audit import run_audits
from shop.common.models import Message
from tests.factories.payments import ACTOR, make_merchant, make_plan
from tests.factories.risk import facts_of_order, make_rule

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-17")]


@pytest.fixture
def code(monkeypatch) -> str:
    monkeypatch.setattr("customers.services.login_codes.secrets.randbelow", lambda _limit: 42)
    return "000042"


@pytest.fixture
def plan(customer) -> PaymentPlan:
    make_rule("large_first_order", points=40, least=Decimal(1))
    assess(facts=facts_of_order(customer))
    return PaymentPlan.objects.get()


def test_the_code_of_the_accounts_phone_opens_the_way_to_pay(plan, customer, code):
    send_code(reference=plan.reference, customer_id=customer.pk)

    confirm_code(reference=plan.reference, customer_id=customer.pk, code=code)

    plan.refresh_from_db()
    assert not plan.awaits_code
    attempt = create_attempt(reference=plan.reference, gateway_code="alipay", product="page")
    assert attempt.state == "pending"
    steps = plan.history.filter(axis="code").order_by("pk")
    assert [(step.to_state, step.actor_user_id) for step in steps] == [
        ("demanded", None),
        ("confirmed", customer.pk),
    ]


def test_a_wrong_code_leaves_the_plan_waiting(plan, customer, code):
    send_code(reference=plan.reference, customer_id=customer.pk)

    with pytest.raises(CodeNotValid):
        confirm_code(reference=plan.reference, customer_id=customer.pk, code="111111")

    plan.refresh_from_db()
    assert plan.awaits_code


def test_a_code_to_log_in_proves_nothing_here(plan, customer, code):
    request_code(phone=customer.identities.get().value, purpose=LoginCode.Purpose.LOGIN)

    with pytest.raises(CodeNotValid):
        confirm_code(reference=plan.reference, customer_id=customer.pk, code=code)


def test_nobody_confirms_anothers_payment(plan, other_customer, code):
    with pytest.raises(PaymentPlan.DoesNotExist):
        send_code(reference=plan.reference, customer_id=other_customer.pk)
    with pytest.raises(PaymentPlan.DoesNotExist):
        confirm_code(reference=plan.reference, customer_id=other_customer.pk, code=code)

    assert not Message.objects.exists()


def test_no_code_is_sent_that_nothing_waits_for(customer):
    plan = make_plan(customer=customer)

    with pytest.raises(NoCodeDemanded):
        send_code(reference=plan.reference, customer_id=customer.pk)

    assert not Message.objects.exists()


def test_a_demand_is_noted_once(customer):
    plan = make_plan(customer=customer)

    for _time in range(2):
        demand_code(reference=plan.reference, actor=ACTOR)

    assert plan.history.filter(axis="code").count() == 1


def test_the_pay_page_asks_for_the_code_first_and_then_how_to_pay(
    plan, customer, customer_client, code
):
    make_merchant()
    page = f"/pay/{plan.reference}/"

    asked = customer_client.get(page).content.decode()
    customer_client.post(f"{page}code/send/")
    customer_client.post(f"{page}code/", {"code": code})

    phone = customer.identities.get().value
    assert f"{phone[:3]}****{phone[-4:]}" in asked
    assert 'name="way"' not in asked
    assert 'name="way"' in customer_client.get(page).content.decode()


def test_a_wrong_code_is_told_beside_its_field(plan, customer_client, code):
    page = f"/pay/{plan.reference}/"
    customer_client.post(f"{page}code/send/")

    answer = customer_client.post(f"{page}code/", {"code": "111111"})

    assert answer.status_code == 422
    field = answer.text[answer.text.index('id="pay-code-digits"') :]
    assert 'aria-describedby="pay-code-error"' in field[: field.index(">")]
    assert "This code is wrong" in field[: field.index("</div>")]
    assert "toast-error" not in answer.text


def test_another_code_is_waited_for_with_a_countdown(plan, customer_client, code, time_machine):
    page = f"/pay/{plan.reference}/"
    before = customer_client.get(page).text
    time_machine.move_to("2026-11-20T12:00:00+08:00", tick=False)
    PaymentPlan.objects.update(deadline="2026-11-20T12:30:00+08:00")

    shown = customer_client.post(f"{page}code/send/", follow=True).text
    too_soon = customer_client.post(f"{page}code/send/")
    time_machine.shift(60)

    assert waits_until(before) == []
    assert waits_until(shown) == ["2026-11-20T12:01:00+08:00"]
    assert too_soon.status_code == 422
    assert "A code was sent a moment ago." in too_soon.text
    assert waits_until(customer_client.get(page).text) == []


def waits_until(page: str) -> list[str]:
    form = page[page.index('id="pay-code"') : page.index('id="pay-code-digits"')]
    return re.findall(r'datetime="([^"]+)"', form)


def test_the_sms_says_that_the_code_lets_a_payment_pass(plan, customer, code):
    send_code(reference=plan.reference, customer_id=customer.pk)

    (sent,) = Message.objects.all()

    assert (sent.kind, sent.template) == ("payments.confirm_code", "SMS_PAYMENT_CODE")
    assert "{code}" in CONFIRM_CODE.body
    assert CONFIRM_CODE.body.count("{") == 1  # providers take nothing else in such a text


@pytest.mark.parametrize("address", ["code/send/", "code/"])
def test_the_codes_of_others_are_not_found(plan, other_client, address):
    assert other_client.post(f"/pay/{plan.reference}/{address}").status_code == 404


def test_the_books_tell_of_an_attempt_that_did_not_wait_for_its_code(plan):
    PaymentPlan.objects.update(awaits_code=False)
    attempt = create_attempt(reference=plan.reference, gateway_code="alipay", product="page")
    PaymentPlan.objects.update(awaits_code=True)

    found = run_audits()["payments: codes before paying"]

    assert [breach.subject for breach in found] == [attempt.out_trade_no]
