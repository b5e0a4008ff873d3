"""Bank transfer: days to pay, finance confirms, a second person above an amount."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from inventory.models import Reservation
from orders.services.closing import close_when_due
from orders.tasks import keep_for_transfer
from payments.errors import (
    SecondPersonNeeded,
    TransferDayImpossible,
    TransferKnown,
    TransferNotFound,
)
from payments.events import PlanDeadlineMoved
from payments.models import (
    Account,
    Payment,
    PaymentAttempt,
    PaymentPlan,
    RefundPart,
    TransferReceipt,
)
from payments.policies import PaymentLimits, PaymentPolicies
from payments.selectors.balances import balances_at
from payments.services import transfers
from payments.services.attempts import start_attempt
from payments.services.bank_receipts import gateways_that_settle
from payments.services.captures import settle_capture
from payments.services.instalments import pay_in_parts
from payments.services.paying_out import pay_out_by_hand
from payments.services.plans import close_plan
from payments.services.queries import close_at_gateway
from payments.services.refund_sending import due_refund_parts, send_refund_part
from payments.services.switching import give_up_other_attempts
from payments.services.transfers import Found, confirm_transfer, decline_transfer, record_transfer
from payments.types import DepartureKind
from shop.common.services.providers import save_provider_account
from tests.factories.customers import UserFactory
from tests.factories.orders import place
from tests.factories.payments import ACTOR, make_attempt, make_plan, paid_report
from tests.support.events import deliver_pending, published
from tests.support.policies import decide

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-01", "PAY-05")]

TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def account(db):
    save_provider_account(
        provider="transfer",
        is_enabled=True,
        settings={
            "account_name": "杭州开店商贸有限公司",
            "bank": "中国银行杭州西湖支行",
            "account_number": "6222 0000 1234 5678",
        },
        secrets={},
        actor=ACTOR,
    )


@pytest.fixture
def plan(customer) -> PaymentPlan:
    return make_plan(total="2000.00", customer=customer)


@pytest.fixture
def accountant():
    return UserFactory(is_staff=True)


def choose(plan: PaymentPlan) -> PaymentAttempt:
    started = start_attempt(
        reference=plan.reference, customer_id=plan.customer_id, gateway_code="transfer"
    )
    assert started.departure.kind == DepartureKind.TRANSFER
    return PaymentAttempt.objects.get(pk=started.attempt_id)


def enter(
    attempt: PaymentAttempt, user, amount="2000.00", serial="B1", day: date | None = None
) -> TransferReceipt:
    found = Found(
        number=f" {attempt.out_trade_no.lower()} ",
        amount=Decimal(amount),
        serial=serial,
        received_on=day or TODAY(),
    )
    return record_transfer(found=found, user_id=user.pk)


def test_the_page_shows_where_the_money_goes(customer_client, plan):
    left = customer_client.post("/pay/DD1/start/", {"way": "transfer"})
    page = customer_client.get(left.url).text

    number = PaymentAttempt.objects.get().out_trade_no
    for fact in ("杭州开店商贸有限公司", "6222 0000 1234 5678", "2000.00", number):
        assert fact in page


def test_it_is_offered_from_an_amount_on(customer_client, customer, plan):
    make_plan("DD2", total="999.99", customer=customer)

    assert "transfer:" in customer_client.get("/pay/DD1/").text
    assert "transfer:" not in customer_client.get("/pay/DD2/").text


def test_who_pays_by_transfer_has_days_and_the_stock_waits(customer):
    decide(PaymentLimits, transfer_least=Decimal(0))
    order = place(customer)
    before = order.pay_by

    choose(PaymentPlan.objects.get())
    deliver_pending()

    order.refresh_from_db()
    assert order.pay_by > before + timedelta(days=2)
    assert Reservation.objects.get().expires_at == order.pay_by
    assert PaymentPlan.objects.get().deadline == order.pay_by


def give_up(plan: PaymentPlan) -> None:
    give_up_other_attempts(reference=plan.reference, gateway_code="alipay", product="page")
    plan.refresh_from_db()


def test_who_gives_the_transfer_up_has_the_usual_time_again_and_so_has_the_stock(customer):
    decide(PaymentLimits, transfer_least=Decimal(0))
    order = place(customer)
    usual, plan = order.pay_by - order.placed_at, PaymentPlan.objects.get()
    choose(plan)
    deliver_pending()
    later = order.placed_at + timedelta(minutes=20)

    with time_machine.travel(later, tick=False):
        give_up(plan)
    deliver_pending()

    order.refresh_from_db()
    assert (plan.deadline, order.pay_by) == (later + usual, later + usual)
    assert Reservation.objects.get().expires_at == later + usual


def test_the_days_of_a_transfer_count_from_its_first_choice(plan):
    choose(plan)
    plan.refresh_from_db()
    until = plan.deadline

    with time_machine.travel(plan.created_at + timedelta(minutes=20)):
        give_up(plan)
        choose(plan)

    plan.refresh_from_db()
    assert plan.deadline == until


def test_giving_the_transfer_up_at_the_end_of_its_days_adds_no_time(plan):
    choose(plan)
    plan.refresh_from_db()
    until = plan.deadline

    with time_machine.travel(until - timedelta(minutes=5)):
        give_up(plan)

    assert plan.deadline == until


@pytest.mark.parametrize("second_person", [1, 1_000_000], ids=["entered", "booked"])
def test_who_sent_a_part_by_transfer_keeps_the_days_for_the_rest(plan, accountant, second_person):
    decide(PaymentPolicies, transfer_second_person=Decimal(second_person))
    attempt = choose(plan)
    plan.refresh_from_db()
    until = plan.deadline
    enter(attempt, accountant, "500.00")

    give_up(plan)

    assert plan.deadline == until


def test_the_database_gives_the_days_once(plan):
    choose(plan)

    with pytest.raises(IntegrityError, match="plan_transfer_days_once"), transaction.atomic():
        PaymentPlan.objects.update(deadline=timezone.now() + timedelta(days=4))


def test_news_of_the_deadline_that_are_overtaken_say_what_holds_now(customer):
    decide(PaymentLimits, transfer_least=Decimal(0))
    order, plan = place(customer), PaymentPlan.objects.get()
    choose(plan)
    give_up(plan)
    choose(plan)
    plan.refresh_from_db()

    for event in reversed(published(PlanDeadlineMoved)):
        keep_for_transfer(reference=order.number, deadline=str(event.deadline))

    order.refresh_from_db()
    assert order.pay_by == plan.deadline


def test_an_order_is_not_closed_before_the_news_of_the_transfer_came(customer):
    decide(PaymentLimits, transfer_least=Decimal(0))
    order = place(customer)
    choose(PaymentPlan.objects.get())
    then = order.pay_by + timedelta(seconds=1)

    was_closed = close_when_due(order_id=order.pk, actor=ACTOR, at=then)

    order.refresh_from_db()
    assert (was_closed, order.state) == (False, "open")
    assert PaymentAttempt.objects.get().state == "pending"


def test_the_whole_amount_pays_the_plan(plan, accountant):
    attempt = choose(plan)

    enter(attempt, accountant)

    plan.refresh_from_db()
    attempt.refresh_from_db()
    assert plan.is_paid
    assert (attempt.state, attempt.gateway_trade_no) == ("captured", "B1")


def test_a_transfer_lies_in_the_bank_and_not_at_a_gateway(plan, accountant):
    enter(choose(plan), accountant, "2000.50")
    came = balances_at(TODAY())
    part = RefundPart.objects.by_hand().get()

    pay_out_by_hand(part_id=part.pk, serial="OUT-1", user_id=accountant.pk)

    left = balances_at(TODAY())
    assert [books[Account.BANK, ""] for books in (came, left)] == [
        Decimal("2000.50"),
        Decimal("2000.00"),
    ]
    assert [(Account.CLEARING, "transfer") in books for books in (came, left)] == [False, False]
    assert "transfer" not in gateways_that_settle()


def test_less_is_a_part_and_the_rest_stays_due(plan, accountant):
    attempt = choose(plan)

    enter(attempt, accountant, "1500.00")

    plan.refresh_from_db()
    assert (plan.is_paid, plan.captured) == (False, Decimal("1500.00"))
    assert plan.payments.get(state=Payment.State.DUE).amount == Decimal("500.00")


def test_too_much_goes_back_by_hand(plan, accountant):
    attempt = choose(plan)

    enter(attempt, accountant, "2000.50")

    plan.refresh_from_db()
    assert plan.is_paid
    assert (plan.captured, plan.refunded) == (Decimal("2000.50"), Decimal("0.50"))
    part = RefundPart.objects.by_hand().get()
    assert (part.amount, part.refund.reason) == (Decimal("0.50"), "other_amount")


def test_a_transfer_for_what_was_paid_another_way_was_paid_twice(plan, accountant):
    attempt = choose(plan)
    card = make_attempt(plan)
    settle_capture(attempt_id=card.pk, report=paid_report(card), actor=ACTOR)

    enter(attempt, accountant)

    assert RefundPart.objects.get().refund.reason == "paid_twice"


def test_two_halves_under_the_same_remark_pay_the_order(plan, accountant):
    attempt = choose(plan)

    enter(attempt, accountant, "500.00", "B1")
    enter(attempt, accountant, "1200.00", "B2")
    enter(attempt, accountant, "300.00", "B3")

    plan.refresh_from_db()
    assert plan.is_paid
    assert (plan.captured, plan.refunded) == (Decimal("2000.00"), Decimal("0.00"))


def test_one_transfer_pays_all_the_parts_that_are_due(plan, accountant):
    pay_in_parts(reference=plan.reference, customer_id=plan.customer_id, parts=2, actor=ACTOR)

    enter(choose(plan), accountant, "2000.30")

    plan.refresh_from_db()
    assert plan.is_paid
    assert (plan.captured, plan.refunded) == (Decimal("2000.30"), Decimal("0.30"))


def test_what_comes_after_the_last_half_goes_back(plan, accountant):
    attempt = choose(plan)
    enter(attempt, accountant, "500.00", "B1")

    enter(attempt, accountant, "1600.00", "B2")

    plan.refresh_from_db()
    assert plan.is_paid
    assert (plan.captured, plan.refunded) == (Decimal("2100.00"), Decimal("100.00"))


@pytest.mark.parametrize("serial", ["S1/2", "S1 2", "S12"])
def test_no_serial_number_of_the_bank_is_one_that_we_made_up(plan, accountant, customer, serial):
    enter(choose(plan), accountant, "2100.00", "S1")
    other = make_plan("DD2", total="2000.00", customer=customer)

    enter(choose(other), accountant, "2000.00", serial)

    other.refresh_from_db()
    assert other.is_paid


@pytest.mark.parametrize("days", [-2, 1], ids=["before it was begun", "to come"])
def test_a_day_on_which_it_cannot_have_come_is_refused(plan, accountant, days):
    attempt = choose(plan)

    with pytest.raises(TransferDayImpossible):
        enter(attempt, accountant, day=TODAY() + timedelta(days=days))

    plan.refresh_from_db()
    assert not plan.is_paid
    assert not TransferReceipt.objects.exists()


def test_a_bank_whose_day_ends_early_makes_no_payment_older_than_its_order(plan, accountant):
    attempt = choose(plan)

    enter(attempt, accountant, day=TODAY() - timedelta(days=1))

    plan.refresh_from_db()
    assert plan.paid_at == attempt.created_at


@pytest.mark.fault("money-not-owed")
def test_a_transfer_after_the_order_was_closed_goes_back(plan, accountant):
    attempt = choose(plan)
    close_plan(reference=plan.reference, actor=ACTOR)

    enter(attempt, accountant)

    plan.refresh_from_db()
    assert (plan.captured, plan.refunded) == (plan.total, plan.total)


def test_the_same_line_of_the_bank_counts_once(plan, accountant):
    attempt = choose(plan)
    enter(attempt, accountant)

    with pytest.raises(TransferKnown):
        enter(attempt, accountant)

    plan.refresh_from_db()
    assert plan.captured == plan.total
    assert TransferReceipt.objects.count() == 1


def test_who_asked_a_moment_too_early_is_told_that_the_serial_is_known(
    plan, accountant, customer, monkeypatch
):
    enter(choose(plan), accountant)
    other = choose(make_plan("DD2", total="2000.00", customer=customer))
    monkeypatch.setattr(transfers, "_is_known", lambda _serial: False)

    with pytest.raises(TransferKnown):
        enter(other, accountant)

    assert TransferReceipt.objects.count() == 1


def test_an_unknown_remark_is_refused(accountant):
    found = Found(number="P1", amount=Decimal(1), serial="B1", received_on=TODAY())

    with pytest.raises(TransferNotFound):
        record_transfer(found=found, user_id=accountant.pk)

    assert not TransferReceipt.objects.exists()


def test_a_large_transfer_wants_another_person(plan, accountant):
    decide(PaymentPolicies, transfer_second_person=Decimal(2000))
    attempt = choose(plan)
    receipt = enter(attempt, accountant)

    with pytest.raises(SecondPersonNeeded):
        confirm_transfer(receipt_id=receipt.pk, user_id=accountant.pk)
    plan.refresh_from_db()
    assert not plan.is_paid
    assert not close_at_gateway(reference=plan.reference)  # the bank has the money
    confirm_transfer(receipt_id=receipt.pk, user_id=UserFactory().pk)

    plan.refresh_from_db()
    assert plan.is_paid


def test_an_order_stays_open_while_its_second_half_waits_for_another_person(plan, accountant):
    attempt = choose(plan)
    enter(attempt, accountant, "500.00", "B1")
    decide(PaymentPolicies, transfer_second_person=Decimal(1000))

    receipt = enter(attempt, accountant, "1500.00", "B2")
    is_safe_before = close_at_gateway(reference=plan.reference)
    confirm_transfer(receipt_id=receipt.pk, user_id=UserFactory().pk)

    plan.refresh_from_db()
    assert (is_safe_before, plan.is_paid) == (False, True)
    assert close_at_gateway(reference=plan.reference)


def test_the_database_wants_another_person_too(plan, accountant):
    decide(PaymentPolicies, transfer_second_person=Decimal(0))
    receipt = enter(choose(plan), accountant)

    with pytest.raises(IntegrityError, match="transfer_by_two_people"), transaction.atomic():
        TransferReceipt.objects.filter(pk=receipt.pk).update(
            state="booked", decided_by=accountant.pk
        )


def test_an_entry_by_mistake_is_declined_and_entered_anew(plan, accountant):
    decide(PaymentPolicies, transfer_second_person=Decimal(0))
    attempt = choose(plan)
    decline_transfer(receipt_id=enter(attempt, accountant).pk, user_id=accountant.pk)

    right = enter(attempt, accountant)

    assert right.state == TransferReceipt.State.WAITING


def test_an_entry_that_two_decline_keeps_who_declined_it(plan, accountant):
    decide(PaymentPolicies, transfer_second_person=Decimal(0))
    receipt = enter(choose(plan), accountant)
    decline_transfer(receipt_id=receipt.pk, user_id=accountant.pk)
    receipt.refresh_from_db()

    decline_transfer(receipt_id=receipt.pk, user_id=UserFactory().pk)

    again = TransferReceipt.objects.get()
    assert (again.decided_by, again.decided_at) == (accountant, receipt.decided_at)


def test_a_refund_waits_until_finance_has_paid_it_out(plan, accountant):
    attempt = choose(plan)
    close_plan(reference=plan.reference, actor=ACTOR)
    settle_capture(attempt_id=attempt.pk, report=paid_report(attempt), actor=ACTOR)
    part = RefundPart.objects.get()
    send_refund_part(part_id=part.pk)
    part.refresh_from_db()
    assert (part.state, part.next_try_at) == ("pending", None)
    assert due_refund_parts(at=timezone.now() + timedelta(days=9)) == []

    pay_out_by_hand(part_id=part.pk, serial="OUT-1", user_id=accountant.pk)

    part.refresh_from_db()
    assert (part.state, part.serial, part.refund.state) == ("done", "OUT-1", "done")
