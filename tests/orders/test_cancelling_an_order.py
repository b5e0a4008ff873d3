from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.translation import override

from inventory.models import Reservation, StockLevel
from logistics.models import Shipment
from orders.errors import OrderNotCancellable, PaymentStillOpen
from orders.events import OrderCancelled, OrderPaid
from orders.models import LineRefund, Order, OrderHistory
from orders.services.cancellation import cancel_order
from orders.services.checking import check_order
from orders.services.closing import close_and_cancel, close_when_due
from orders.services.line_refunds import refund_lines
from payments.errors import MoneyMustGoBack
from payments.models import PaymentAttempt, PaymentPlan, Refund, RefundPart, RefundProposal
from payments.policies import PaymentPolicies
from payments.selectors.plans import plans_of
from payments.services import queries, refund_outcomes, refund_sending, refunds
from payments.services.captures import settle_capture
from payments.services.instalments import divide_payments
from payments.services.refund_proposals import approve_refund, decline_refund
from payments.types import RefundReport, RefundState, TradeReport, TradeState
from shop.common.actors import person, process
from shop.common.audit import run_audits
from shop.common.models import Message
from shop.common.services.idempotency import form_token
from shop.common.transport import ProviderUnavailable
from tests.cast import grant
from tests.factories.customers import UserFactory
from tests.factories.orders import make_sku, pay, place
from tests.factories.payments import make_attempt, paid_report
from tests.support.events import deliver_pending, published
from tests.support.policies import decide

pytestmark = pytest.mark.django_db

CLOCK = process("orders.close_unpaid")
AFTERWARDS = timedelta(minutes=31)
UNKNOWN = RefundReport(state=RefundState.UNKNOWN)


class Gateway:
    """What Alipay would say when it is asked to close a trade."""

    def __init__(self, answer):
        self.answer = answer
        self.closed = []

    def __call__(self, *, code):
        return self

    def close(self, trade):
        out_trade_no = trade.out_trade_no
        self.closed.append(out_trade_no)
        if isinstance(self.answer, Exception):
            raise self.answer
        attempt = PaymentAttempt.objects.get(out_trade_no=out_trade_no)
        if self.answer == TradeState.PAID:
            return paid_report(attempt)
        return TradeReport(out_trade_no=out_trade_no, state=self.answer)


@pytest.fixture
def gateway_says(monkeypatch):
    def say(answer):
        gateway = Gateway(answer)
        monkeypatch.setattr(queries, "gateway", gateway)
        return gateway

    return say


def reserved():
    return sum(StockLevel.objects.values_list("reserved", flat=True))


def breaches():
    return [str(breach) for found in run_audits().values() for breach in found]


@pytest.mark.req("ORD-27")
def test_an_unpaid_order_gives_its_stock_back(customer):
    order = place(customer, make_sku(on_hand=5), quantity=3)
    assert reserved() == 3

    cancel_order(order_id=order.pk, reason="customer", actor=person(customer.pk), note="尺寸错了")

    order.refresh_from_db()
    assert (order.state, order.cancel_reason) == ("cancelled", "customer")
    assert reserved() == 0
    assert PaymentPlan.objects.get().state == "closed"
    entry = OrderHistory.objects.get(axis="state", to_state="cancelled")
    assert (entry.actor_user, entry.reason) == (customer, "尺寸错了")
    assert [event.was_paid for event in published(OrderCancelled)] == [False]
    assert not Refund.objects.exists()
    assert breaches() == []


@pytest.mark.req("ORD-27", "PAY-20")
def test_a_paid_order_gives_its_money_back_before_it_ships(customer):
    order = place(customer)
    pay(order)
    deliver_pending()
    check_order(order_id=order.pk, actor=process("orders.check"))
    assert Shipment.objects.get().state == "ready"

    cancel_order(order_id=order.pk, reason="customer", actor=person(customer.pk))

    order.refresh_from_db()
    assert order.state == "cancelled"
    refund = Refund.objects.get()
    assert (refund.amount, refund.cause_key) == (Decimal("128.00"), "cancel")
    assert Shipment.objects.get().state == "cancelled"
    assert reserved() == 0
    message = Message.objects.get(kind="orders.cancelled", channel="in_site")
    assert "¥128.00" in message.body
    assert breaches() == []


@pytest.fixture
def paid(customer):
    order = place(customer)
    pay(order)
    deliver_pending()
    return order


def money_is_back():
    done = RefundReport(state=RefundState.DONE)
    for part in RefundPart.objects.exclude(state="done"):
        refund_outcomes.settle_refund_part(part_id=part.pk, report=done, actor=CLOCK)
    deliver_pending()


@pytest.mark.parametrize("reason", ["staff", "refused"])
def test_what_staff_give_back_by_cancelling_needs_a_second_person_above_an_amount(paid, reason):
    decide(PaymentPolicies, refund_second_person=Decimal(128))
    clerk, other = grant(UserFactory(staff=True), "orders.refund_order"), UserFactory()

    cancel_order(order_id=paid.pk, reason=reason, actor=person(clerk.pk))

    assert not Refund.objects.exists()
    proposal = RefundProposal.objects.get(state="waiting")
    assert (proposal.amount, proposal.proposed_by) == (Decimal("128.00"), clerk)
    with pytest.raises(MoneyMustGoBack):
        decline_refund(proposal_id=proposal.pk, user_id=other.pk)
    assert breaches() == []
    approve_refund(proposal_id=proposal.pk, user_id=other.pk)
    assert Refund.objects.get().reason == "order_cancelled"
    assert breaches() == []


@pytest.mark.parametrize("reason", ["staff", "refused"])
def test_who_may_not_refund_only_asks_for_it_by_cancelling(paid, reason):
    service = grant(UserFactory(staff=True), "orders.cancel_order", "orders.propose_refund")

    cancel_order(order_id=paid.pk, reason=reason, actor=person(service.pk))

    assert not Refund.objects.exists()
    proposal = RefundProposal.objects.get(state="waiting")
    assert (proposal.amount, proposal.needs_second) == (Decimal("128.00"), True)
    assert breaches() == []


def test_what_staff_gave_back_before_cancelling_counts_along(paid, clerk):
    decide(PaymentPolicies, refund_second_person=Decimal(128))
    refund_lines(
        order_id=paid.pk,
        pieces={paid.lines.get().pk: 1},
        with_freight=False,
        note="破损",
        user_id=clerk.pk,
        key=form_token(),
    )

    cancel_order(order_id=paid.pk, reason="staff", actor=person(clerk.pk))

    assert Refund.objects.count() == 1
    assert RefundProposal.objects.get(state="waiting").cause_key == "cancel"
    assert breaches() == []


def test_customers_and_the_clock_give_back_without_a_second_person(paid, customer):
    decide(PaymentPolicies, refund_second_person=Decimal(0))

    cancel_order(order_id=paid.pk, reason="customer", actor=person(customer.pk))

    assert Refund.objects.get().amount == Decimal("128.00")
    assert not RefundProposal.objects.exists()


def test_what_waits_for_a_second_person_is_withdrawn_when_all_goes_back(paid, customer):
    decide(PaymentPolicies, refund_second_person=Decimal(0))
    asked = refund_lines(
        order_id=paid.pk,
        pieces={paid.lines.get().pk: 1},
        with_freight=False,
        note="破损",
        user_id=UserFactory().pk,
        key=form_token(),
    )

    cancel_order(order_id=paid.pk, reason="customer", actor=person(customer.pk))
    deliver_pending()

    asked.refresh_from_db()
    assert asked.state == "declined"
    assert LineRefund.objects.get().state == "declined"
    assert Refund.objects.get().amount == Decimal("128.00")


def test_the_customer_reads_what_goes_back_now_and_not_what_the_order_cost(paid, customer):
    refunds.request_refund(
        reference=paid.number, amount=Decimal("50.00"), cause_key="case-1", actor=CLOCK
    )
    money_is_back()

    cancel_order(order_id=paid.pk, reason="customer", actor=person(customer.pk))

    message = Message.objects.get(kind="orders.cancelled", channel="in_site")
    assert "¥78.00" in message.body
    assert "128" not in message.body


def test_an_order_paid_in_part_gives_back_that_part(customer):
    order = place(customer)
    plan = PaymentPlan.objects.get()
    payment = plan.payments.get()
    divide_payments(plan=plan, payments=[payment], amounts=[Decimal(28), Decimal(100)], actor=CLOCK)
    attempt = make_attempt(plan)
    settle_capture(attempt_id=attempt.pk, report=paid_report(attempt), actor=CLOCK)
    deliver_pending()

    cancel_order(order_id=order.pk, reason="timeout", actor=CLOCK)
    money_is_back()

    order.refresh_from_db()
    assert (order.payment_state, order.refunded_total) == ("refunded", Decimal("28.00"))
    assert order.lines.get().refunded_quantity == 0
    message = Message.objects.get(kind="orders.cancelled", channel="in_site")
    assert "¥28.00" in message.body
    assert breaches() == []


def test_an_order_whose_whole_money_is_back_ships_nothing(paid):
    check_order(order_id=paid.pk, actor=CLOCK)
    refunds.request_refund(
        reference=paid.number, amount=Decimal("128.00"), cause_key="case-1", actor=CLOCK
    )

    money_is_back()

    paid.refresh_from_db()
    assert (paid.state, paid.cancel_reason) == ("cancelled", "refunded")
    assert Shipment.objects.get().state == "cancelled"
    assert reserved() == 0
    assert Refund.objects.count() == 1
    assert breaches() == []


def test_the_reason_of_a_refund_is_read_in_the_language_of_its_reader(
    customer, monkeypatch, settings
):
    settings.LANGUAGE_CODE = "zh-hans"
    order = place(customer)
    pay(order)
    deliver_pending()
    told = []

    class House:
        @staticmethod
        def refund(request):
            told.append(request.reason)
            return UNKNOWN

    monkeypatch.setattr(refund_sending, "gateway", lambda **_code: House)

    with override("en"):
        cancel_order(order_id=order.pk, reason=Order.CancelReason.STAFF, actor=CLOCK)
        refund_sending.send_refund_part(part_id=RefundPart.objects.get().pk)
        (english,) = plans_of([order.number])[order.number].refunds
    with override("zh-hans"):
        (chinese,) = plans_of([order.number])[order.number].refunds
        label = str(Refund.Reason.ORDER_CANCELLED.label)

    assert Refund.objects.get().reason == "order_cancelled"
    assert (english.reason, chinese.reason) == ("order cancelled", label)
    assert told == [label]


def test_money_whose_news_is_still_on_its_way_goes_back_too(customer):
    order = place(customer)
    pay(order)

    cancel_order(order_id=order.pk, reason="customer", actor=person(customer.pk))
    deliver_pending()

    order.refresh_from_db()
    assert (order.state, order.payment_state) == ("cancelled", "paid")
    assert order.payment_method == "alipay"
    assert Refund.objects.get().amount == Decimal("128.00")
    assert len(published(OrderPaid)) == 1
    assert reserved() == 0
    assert breaches() == []


@pytest.mark.parametrize("state", ["cancelled", "completed", "closed"])
def test_an_order_that_is_over_is_not_cancelled(customer, state):
    order = place(customer)
    Order.objects.filter(pk=order.pk).update(state=state)

    with pytest.raises(OrderNotCancellable):
        cancel_order(order_id=order.pk, reason="staff", actor=CLOCK)

    assert reserved() == 2
    assert PaymentPlan.objects.get().state == "open"
    assert not published(OrderCancelled)


@pytest.mark.parametrize("fulfilment", ["partly_shipped", "shipped", "delivered", "received"])
def test_what_has_left_the_house_is_not_cancelled(customer, fulfilment):
    order = place(customer)
    pay(order)
    deliver_pending()
    Order.objects.filter(pk=order.pk).update(fulfilment=fulfilment)

    with pytest.raises(OrderNotCancellable):
        cancel_order(order_id=order.pk, reason="customer", actor=person(customer.pk))

    assert reserved() == 2
    assert not Refund.objects.exists()


def test_a_second_cancellation_gives_nothing_back_twice(customer):
    sku = make_sku(on_hand=5)
    order = place(customer, sku, quantity=2)
    place(customer, sku, quantity=1)
    cancel_order(order_id=order.pk, reason="customer", actor=person(customer.pk))

    with pytest.raises(OrderNotCancellable):
        cancel_order(order_id=order.pk, reason="customer", actor=person(customer.pk))

    assert reserved() == 1


@pytest.mark.parametrize("answer", [TradeState.CLOSED, TradeState.NOT_FOUND])
def test_the_gateway_is_closed_before_the_stock_is_freed(customer, gateway_says, answer):
    order = place(customer)
    attempt = make_attempt(PaymentPlan.objects.get())
    gateway = gateway_says(answer)

    closed = close_when_due(order_id=order.pk, actor=CLOCK, at=timezone.now() + AFTERWARDS)

    assert closed
    assert gateway.closed == [attempt.out_trade_no]
    order.refresh_from_db()
    assert (order.state, order.cancel_reason) == ("cancelled", "timeout")
    assert reserved() == 0
    assert OrderHistory.objects.get(to_state="cancelled").actor_process == CLOCK.process


def test_money_found_at_the_last_moment_saves_the_order(customer, gateway_says):
    order = place(customer)
    make_attempt(PaymentPlan.objects.get())
    gateway_says(TradeState.PAID)

    closed = close_when_due(order_id=order.pk, actor=CLOCK, at=timezone.now() + AFTERWARDS)
    deliver_pending()

    assert not closed
    order.refresh_from_db()
    assert (order.state, order.payment_state) == ("open", "paid")
    assert Reservation.objects.get().state == "confirmed"


@pytest.mark.fault("provider-in-trouble")
@pytest.mark.parametrize("answer", [ProviderUnavailable(), TradeState.UNKNOWN])
def test_a_gateway_that_is_away_keeps_order_and_stock(customer, gateway_says, answer):
    order = place(customer)
    make_attempt(PaymentPlan.objects.get())
    gateway_says(answer)

    closed = close_when_due(order_id=order.pk, actor=CLOCK, at=timezone.now() + AFTERWARDS)
    with pytest.raises(PaymentStillOpen):
        close_and_cancel(order_id=order.pk, reason="customer", actor=person(customer.pk))

    assert not closed
    order.refresh_from_db()
    assert order.state == "open"
    assert reserved() == 2
    assert PaymentPlan.objects.get().state == "open"


def test_an_order_is_not_closed_before_its_time(customer):
    order = place(customer)

    closed = close_when_due(order_id=order.pk, actor=CLOCK, at=order.pay_by - timedelta(seconds=1))

    assert not closed
    order.refresh_from_db()
    assert order.state == "open"


def test_a_paid_order_does_not_time_out(customer):
    order = place(customer)
    pay(order)

    with pytest.raises(OrderNotCancellable):
        cancel_order(order_id=order.pk, reason="timeout", actor=CLOCK)

    order.refresh_from_db()
    assert order.state == "open"
    assert PaymentPlan.objects.get().state == "open"
    assert reserved() == 2


def test_a_customer_who_paid_in_another_window_gets_the_money_back(customer, gateway_says):
    order = place(customer)
    make_attempt(PaymentPlan.objects.get())
    gateway_says(TradeState.PAID)

    close_and_cancel(order_id=order.pk, reason="customer", actor=person(customer.pk))

    order.refresh_from_db()
    assert (order.state, order.payment_state) == ("cancelled", "paid")
    assert Refund.objects.get().amount == order.total
    assert reserved() == 0
