"""What each decision of risk means for stock, money, shopper and staff, from the button on."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.translation import override

from inventory.models import Reservation, StockLevel
from orders.models import CartLine, Order
from orders.services.checking import approve_order, check_order, refuse_order
from orders.services.closing import close_when_due
from orders.services.staff_notices import remind_of_undecided
from orders.types import Visit
from payments.models import PaymentAttempt, PaymentPlan, Refund, RiskAssessment
from payments.risk.services.codes import confirm_code, send_code
from payments.services.attempts import mark_attempt_refused
from shop.celery import SCHEDULE
from shop.common.actors import person, process
from shop.common.models import Message
from tests.cast import grant
from tests.factories.customers import UserFactory
from tests.factories.fulfilment import order_in_check
from tests.factories.inventory import TESTS
from tests.factories.orders import fill_cart, order_request, pay, place
from tests.factories.payments import make_merchant
from tests.factories.risk import DEVICE, IP, make_rule

pytestmark = [pytest.mark.django_db, pytest.mark.req("PAY-17")]

FORBIDDEN = ("risk", "fraud", "points", "blacklist", "suspect")


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def weigh(points: int) -> None:
    make_rule("large_first_order", points=points, least=Decimal(1))


def reserved() -> int:
    return StockLevel.objects.get().reserved


def shown_to(customer) -> list[tuple[str, str]]:
    messages = Message.objects.filter(recipient=customer).order_by("pk")
    told = list(messages.values_list("kind", "body"))
    assert not [body for _kind, body in told for word in FORBIDDEN if word in body.lower()]
    return told


def held(customer) -> Order:
    weigh(60)
    order = order_in_check(customer)
    check_order(order_id=order.pk, actor=TESTS)
    order.refresh_from_db()
    assert order.fulfilment == Order.Fulfilment.HELD
    return order


def test_an_order_that_passes_is_paid_and_sent_without_anybody(customer, deliver_all):
    weigh(39)
    order = place(customer)
    assert reserved() == 2

    pay(order)
    deliver_all()

    order.refresh_from_db()
    assert order.fulfilment == Order.Fulfilment.READY
    assert RiskAssessment.objects.get().points == 39


def test_an_order_that_needs_a_code_keeps_its_stock_and_goes_on_with_the_code(
    customer, customer_client, deliver_all, monkeypatch
):
    monkeypatch.setattr("customers.services.login_codes.secrets.randbelow", lambda _limit: 42)
    make_merchant()
    weigh(40)
    order = place(customer)
    page = customer_client.get(f"/pay/{order.number}/").content.decode()
    assert (reserved(), 'name="way"' in page) == (2, False)

    send_code(reference=order.number, customer_id=customer.pk)
    confirm_code(reference=order.number, customer_id=customer.pk, code="000042")
    pay(order)
    deliver_all()

    order.refresh_from_db()
    assert order.fulfilment == Order.Fulfilment.READY  # who has confirmed is not held as well


def test_an_order_whose_code_never_comes_is_closed_like_every_unpaid_one(customer):
    weigh(40)
    order = place(customer)

    close_when_due(
        order_id=order.pk, actor=process("tests"), at=order.pay_by + timedelta(seconds=1)
    )

    order.refresh_from_db()
    assert order.state == Order.State.CANCELLED
    assert (reserved(), PaymentPlan.objects.get().state) == (0, "closed")
    assert not PaymentAttempt.objects.exists()


def test_a_held_order_that_is_released_goes_on_and_its_buyer_learns_no_suspicion(customer, clerk):
    order = held(customer)
    assert (reserved(), order.payment_state) == (2, "paid")

    approve_order(order_id=order.pk, actor=person(clerk.pk), note="called: genuine")

    order.refresh_from_db()
    assert order.fulfilment == Order.Fulfilment.READY
    kinds = [kind for kind, _body in shown_to(customer)]
    assert kinds.index("orders.held") < kinds.index("orders.approved")
    assert order.checks.get(verdict="approved").decided_by_id == clerk.pk


def test_a_held_order_that_is_turned_down_gives_back_money_and_stock(customer, clerk):
    order = held(customer)

    refuse_order(order_id=order.pk, actor=person(clerk.pk), note="a stolen card")

    order.refresh_from_db()
    assert (order.state, order.cancel_reason) == (Order.State.CANCELLED, "refused")
    assert Refund.objects.get().amount == order.total
    assert (reserved(), Reservation.objects.get().state) == (0, "released")
    assert shown_to(customer)[-1][0] == "orders.cancelled"
    assert "stolen" not in shown_to(customer)[-1][1]


def test_a_held_order_that_nobody_decides_keeps_waiting_and_calls_the_staff_once(customer):
    checker = grant(UserFactory(staff=True, language="en"), "orders.check_order")
    order = held(customer)
    soon = order.paid_at + timedelta(hours=3, minutes=59)
    later = order.paid_at + timedelta(hours=4, minutes=1)
    Message.objects.filter(recipient=checker).delete()

    told = [remind_of_undecided(at=moment) for moment in (soon, later, later)]

    assert told == [0, 1, 1]
    notice = Message.objects.get(recipient=checker)
    assert notice.subject == f"Order {order.number} still waits for a decision"
    assert notice.link == f"/admin/orders/order/{order.pk}/change/"
    order.refresh_from_db()
    assert (order.fulfilment, reserved()) == (Order.Fulfilment.HELD, 2)
    assert SCHEDULE["remind-of-undecided"]["schedule"] <= 3600 / 2  # it looks back one hour


def test_a_refused_order_leaves_the_cart_as_it_was_and_says_where_help_is(
    customer, customer_client
):
    weigh(100)
    fill_cart(customer)
    request = order_request(customer)

    answer = customer_client.post(
        "/checkout/place/",
        {
            "cart_version": request["cart_version"],
            "address": request["address_id"],
            "method": request["method_code"],
            "expected_total": request["expected_total"],
            "token": request["idempotency_key"],
            "remark": "",
        },
        headers={"accept-language": "en"},
    )

    assert answer.status_code == 422
    text = answer.content.decode()
    assert "We cannot take this order at the moment. Our customer service is glad to help." in text
    assert (Order.objects.count(), CartLine.objects.count(), reserved()) == (0, 1, 0)
    assert shown_to(customer) == []


def test_cards_tried_on_order_after_order_are_stopped_at_the_door(customer):
    make_rule("device_failures", points=100, minutes=60, most=2)
    visit = Visit(ip=IP, device=DEVICE)
    order = place(customer, visit=visit)
    for _try in range(3):
        attempt = PaymentAttempt.objects.create(
            payment=PaymentPlan.objects.get(reference=order.number).payments.get(),
            gateway="unionpay", amount=order.total, expires_at=timezone.now(),
        )  # fmt: skip
        mark_attempt_refused(attempt_id=attempt.pk, code="61")

    with pytest.raises(Exception, match="cannot take this order"):
        place(UserFactory(), visit=visit)

    assert place(UserFactory()).pk  # from another device
