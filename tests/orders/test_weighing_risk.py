from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from customers.services.blacklist import blacklist_value
from customers.traits import Trait
from inventory.models import Reservation
from orders.check_rules.reasons import reason_in_words
from orders.events import OrderPlaced, SuspicionChanged
from orders.models import CartLine, Order
from orders.services.checking import check_order
from orders.services.placement import place_order
from orders.services.risk import clear_suspicion, confirm_fake
from orders.types import Visit
from payments.models import PaymentPlan, RiskAssessment
from payments.risk.errors import OrderNotAccepted
from shop.common.actors import person
from shop.common.errors import TransitionRefused
from tests.factories.customers import AddressFactory, UserFactory
from tests.factories.fulfilment import order_in_check
from tests.factories.inventory import TESTS
from tests.factories.orders import fill_cart, order_request, pay, place
from tests.factories.risk import DEVICE, IP, keys, make_rule
from tests.support.events import deliver_pending, published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.mark.req("PAY-16")
def test_an_order_is_assessed_with_what_orders_know(customer):
    pay(place(customer))
    deliver_pending()
    address = AddressFactory(user=customer, phone="13912345678", street="某路1号")

    order = place(customer, address=address, visit=Visit(ip=IP, device=DEVICE))

    row = RiskAssessment.objects.get(reference=order.number)
    assert (row.amount, row.decision, row.at) == (order.total, "pass", order.placed_at)
    told = keys(phone="13912345678", address="110101某路1号", device=DEVICE, ip=IP)
    assert row.phone_key == order.receiver.phone_index == told[Trait.PHONE]
    assert (row.address_key, row.device_key, row.ip_key) == (
        told[Trait.ADDRESS],
        told[Trait.DEVICE],
        told[Trait.IP],
    )
    facts = {name: row.facts[name] for name in ("earlier_orders", "usual_amount", "known_regions")}
    assert facts == {
        "earlier_orders": 1,
        "usual_amount": "128.00",
        "known_regions": ["110000"],
    }


@pytest.mark.req("PAY-16", "PAY-17")
@pytest.mark.parametrize(
    ("ip", "phone", "points"),
    [
        ("114.80.1.9", "13912345678", 10),
        ("114.80.1.9", "13800138000", 0),
        ("10.0.0.8", "99999999999", 0),
    ],
    ids=["both from elsewhere", "the phone is from there", "nothing is known"],
)
def test_the_regions_of_address_and_phone_are_compared_with_the_delivery(ip, phone, points):
    make_rule("other_region", points=10)

    order = place(UserFactory(phone=phone), visit=Visit(ip=ip))

    row = RiskAssessment.objects.get(reference=order.number)
    assert (row.facts["delivery_region"], row.points) == ("110000", points)


@pytest.mark.req("PAY-16")
def test_the_page_hands_over_address_and_browser(customer, customer_client):
    fill_cart(customer)
    request = order_request(customer)
    customer_client.cookies["kaidian_visitor"] = DEVICE

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
        REMOTE_ADDR=IP,
    )

    assert answer.status_code == 302
    told = keys(device=DEVICE, ip=IP)
    row = RiskAssessment.objects.get()
    assert (row.device_key, row.ip_key) == (told[Trait.DEVICE], told[Trait.IP])


@pytest.mark.req("PAY-17")
def test_a_refused_order_leaves_nothing_but_the_reason(customer):
    make_rule("large_first_order", points=100, least=Decimal(1))
    fill_cart(customer)

    with pytest.raises(OrderNotAccepted) as refused:
        place_order(**order_request(customer))

    assert "blacklist" not in str(refused.value).lower()
    assert not Order.objects.exists()
    assert not PaymentPlan.objects.exists()
    assert not Reservation.objects.exists()
    assert not published(OrderPlaced)
    assert CartLine.objects.count() == 1
    assert RiskAssessment.objects.get().decision == "refuse"


@pytest.mark.req("PAY-17")
def test_a_held_order_waits_in_the_check_with_its_reason(customer, deliver_all):
    make_rule("large_first_order", points=60, least=Decimal(1))
    order = place(customer)

    pay(order)
    deliver_all()

    order.refresh_from_db()
    assert order.fulfilment == "held"
    held = order.checks.get().findings.filter(passed=False)
    assert [(row.rule, reason_in_words(row.code, row.params)) for row in held] == [
        ("risk", "60 points of risk: read the reasons below.")
    ]


@pytest.mark.req("PAY-19")
def test_the_check_holds_whoever_was_blacklisted_after_ordering(customer):
    order = order_in_check()
    blacklist_value(
        trait=Trait.ACCOUNT, value=order.customer.number, reason="chargeback", actor=TESTS
    )

    found = check_order(order_id=order.pk, actor=TESTS)

    held = found.findings.get(passed=False)
    assert (held.rule, reason_in_words(held.code, held.params)) == (
        "blacklist",
        "On the blacklist: account.",
    )


@pytest.mark.req("PAY-23")
def test_an_order_that_rules_suspect_is_marked_with_its_author(customer):
    make_rule("large_first_order", points=0, least=Decimal(1), marks_suspect=True)

    order = place(customer)

    order.refresh_from_db()
    assert (order.suspicion, order.is_suspect) == ("suspected", True)
    entry = order.history.get(axis="suspicion")
    assert (entry.from_state, entry.to_state, entry.actor_process) == (
        "none",
        "suspected",
        "payments.risk",
    )
    assert [event.number for event in published(SuspicionChanged)] == [order.number]


@pytest.mark.req("PAY-23")
def test_staff_clear_a_suspicion_or_confirm_it_and_sign(customer, clerk):
    make_rule("large_first_order", points=0, least=Decimal(1), marks_suspect=True)
    order = place(customer)

    clear_suspicion(order_id=order.pk, actor=person(clerk.pk), note="a family of four")

    order.refresh_from_db()
    assert (order.suspicion, order.is_suspect) == ("cleared", False)
    confirm_fake(order_id=order.pk, actor=person(clerk.pk))
    order.refresh_from_db()
    assert (order.suspicion, order.is_suspect) == ("confirmed", True)
    steps = order.history.filter(axis="suspicion").order_by("pk")
    assert [(step.to_state, step.reason, step.actor_user_id) for step in steps] == [
        ("suspected", "", None),
        ("cleared", "a family of four", clerk.pk),
        ("confirmed", "", clerk.pk),
    ]


def test_what_nobody_suspects_cannot_be_cleared(customer, clerk):
    order = place(customer)

    with pytest.raises(TransitionRefused):
        clear_suspicion(order_id=order.pk, actor=person(clerk.pk))

    order.refresh_from_db()
    assert order.suspicion == "none"
    assert not order.history.filter(axis="suspicion").exists()


def test_the_mark_for_clean_figures_cannot_leave_the_decision(customer):
    order = place(customer)

    with (
        pytest.raises(IntegrityError, match="order_suspect_as_decided"),
        transaction.atomic(),
    ):
        Order.objects.filter(pk=order.pk).update(is_suspect=True)


@pytest.mark.req("PAY-23")
def test_pieces_of_a_fake_order_do_not_count_as_sold(customer, clerk):
    order = place(customer)
    pay(order)
    deliver_pending()
    order.refresh_from_db()
    assert order.counts_as_sold

    confirm_fake(order_id=order.pk, actor=person(clerk.pk))
    deliver_pending()

    order.refresh_from_db()
    assert not order.counts_as_sold
