from decimal import Decimal

import pytest
from django.utils.translation import override

from inventory.models import Reservation, StockLevel
from inventory.services.reservations import release_reservation
from logistics.models import Shipment, ShipmentLine
from orders.check_rules.reasons import reason_in_words
from orders.errors import OrderNotHeld, StockNotHeld
from orders.events import OrderApproved, OrderHeld
from orders.models import CheckFinding, Order, OrderCheck
from orders.policies import CheckPolicies
from orders.services.checking import approve_order, check_order, refuse_order
from payments.models import Refund
from shop.common.actors import person
from shop.common.models import Message
from tests.factories.fulfilment import held_order, order_in_check, shipments
from tests.factories.inventory import TESTS, StockLevelFactory, WarehouseFactory
from tests.factories.orders import make_sku, pay, place
from tests.support.events import published
from tests.support.policies import decide

pytestmark = pytest.mark.django_db

Fulfilment, Verdict = Order.Fulfilment, OrderCheck.Verdict


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def check(order: Order) -> OrderCheck:
    found = check_order(order_id=order.pk, actor=TESTS)
    assert found is not None
    order.refresh_from_db()
    return found


def held_by(found: OrderCheck) -> dict[str, str]:
    held = found.findings.filter(passed=False)
    return {finding.rule: reason_in_words(finding.code, finding.params) for finding in held}


@pytest.mark.req("ORD-04")
@pytest.mark.req("ORD-14")
def test_a_clean_order_flows_from_its_payment_to_the_warehouse_by_itself(customer, deliver_all):
    order = place(customer)

    pay(order)
    deliver_all()

    order.refresh_from_db()
    assert (order.payment_state, order.fulfilment) == ("paid", Fulfilment.READY)
    level = StockLevel.objects.get()
    assert list(Shipment.objects.values_list("reference", "warehouse", "state")) == [
        (order.number, level.warehouse_id, "ready")
    ]
    assert ShipmentLine.objects.get().quantity == 2
    assert order.checks.get().verdict == Verdict.PASSED
    assert published(OrderApproved) == [OrderApproved(order_id=order.pk, number=order.number)]


@pytest.mark.req("ORD-03")
@pytest.mark.req("ORD-13")
def test_the_customer_hears_that_the_order_is_confirmed_on_every_channel(customer, deliver_all):
    pay(place(customer))
    deliver_all()

    told = Message.objects.filter(kind="orders.approved", recipient=customer)
    assert set(told.values_list("channel", flat=True)) == {"in_site", "sms"}


@pytest.mark.req("ORD-05")
@pytest.mark.parametrize(
    ("to", "rule", "reason"),
    [
        ({"name": "李"}, "address", "The receiver's name is not complete."),
        ({"name": "12345"}, "address", "The receiver's name is not complete."),
        ({"phone": "01012345678"}, "address", "The receiver's number is no mobile number."),
        ({"street": "家里"}, "address", "The street is not complete: call the customer."),
        ({"street": "就在老地方"}, "address", "The street is not complete: call the customer."),
        (
            {"district_id": "650102"},
            "remote_area",
            "Remote area: confirm carrier and days with the customer.",
        ),
    ],
    ids=["short-name", "digits", "landline", "two-letters", "no-place", "xinjiang"],
)
def test_an_address_that_a_courier_would_not_find_holds_the_order(to, rule, reason):
    order = order_in_check(to=to)

    found = check(order)

    assert held_by(found) == {rule: reason}
    assert order.fulfilment == Fulfilment.HELD
    assert not shipments(order)


@pytest.mark.req("ORD-11")
def test_a_remark_holds_the_order_and_its_customer_is_told(customer):
    order = order_in_check(customer, remark="请送到门卫")

    found = check(order)

    assert held_by(found) == {"remark": "The customer left a remark: read it."}
    assert published(OrderHeld) == [OrderHeld(order_id=order.pk, number=order.number)]
    assert Message.objects.filter(kind="orders.held", recipient=customer).count() == 1


@pytest.mark.parametrize(
    ("policy", "changes"),
    [
        ({"hold_remarks": False}, {"remark": "请送到门卫"}),
        ({"hold_remote": False}, {"to": {"district_id": "650102"}}),
        ({"remote_provinces": ["540000"]}, {"to": {"district_id": "650102"}}),
    ],
    ids=["remarks-pass", "remote-passes", "other-provinces"],
)
def test_operators_decide_what_holds_an_order(policy, changes):
    decide(CheckPolicies, **policy)

    order = order_in_check(**changes)

    assert check(order).verdict == Verdict.PASSED


@pytest.mark.req("ORD-12")
def test_missing_stock_holds_the_order_and_nobody_can_approve_it(clerk):
    order = order_in_check()
    release_reservation(reference=order.number, actor=TESTS)

    found = check(order)

    assert held_by(found) == {
        "stock": "Stock is missing (2): agree with the customer on a refund or a later date."
    }
    with pytest.raises(StockNotHeld):
        approve_order(order_id=order.pk, actor=person(clerk.pk))
    order.refresh_from_db()
    assert order.fulfilment == Fulfilment.HELD
    assert not Shipment.objects.exists()


def test_money_that_does_not_reach_the_total_holds_the_order():
    order = order_in_check()
    order.total += 1  # more than was paid
    order.goods_total += 1
    order.save()

    found = check(order)

    assert held_by(found) == {"payment": "The payments do not reach the total: ¥128.00 of ¥129.00."}


def test_all_that_is_wrong_is_said_at_once():
    order = order_in_check(to={"name": "李", "district_id": "540102"}, remark="急")

    found = check(order)

    assert list(held_by(found)) == ["address", "remote_area", "remark"]
    assert CheckFinding.objects.filter(order_check=found).count() == 7


def test_a_second_check_changes_nothing():
    order = order_in_check()
    check(order)

    assert check_order(order_id=order.pk, actor=TESTS) is None
    assert len(shipments(order)) == 1


def test_an_unpaid_order_is_not_checked(customer):
    order = place(customer)

    assert check_order(order_id=order.pk, actor=TESTS) is None
    assert not OrderCheck.objects.exists()


def test_a_person_approves_a_held_order_and_becomes_its_owner(clerk):
    order = held_order()

    approve_order(order_id=order.pk, actor=person(clerk.pk), note="called, all well")

    order.refresh_from_db()
    assert (order.fulfilment, order.owner) == (Fulfilment.READY, clerk)
    assert len(shipments(order)) == 1
    decided = order.checks.latest("pk")
    assert (decided.verdict, decided.decided_by, decided.note) == (
        Verdict.APPROVED,
        clerk,
        "called, all well",
    )
    moved = order.history.get(axis="fulfilment", to_state="ready")
    assert (moved.actor_user, moved.reason) == (clerk, "called, all well")


def test_the_order_keeps_the_owner_it_has(clerk, powerless_staff):
    order = held_order()
    Order.objects.filter(pk=order.pk).update(owner=powerless_staff)

    approve_order(order_id=order.pk, actor=person(clerk.pk))

    order.refresh_from_db()
    assert order.owner == powerless_staff


@pytest.mark.req("ORD-12")
def test_refusing_sends_the_money_back_and_frees_the_stock(clerk, customer):
    order = held_order(customer)

    refuse_order(order_id=order.pk, actor=person(clerk.pk), note="cannot deliver there")

    order.refresh_from_db()
    assert (order.state, order.cancel_reason) == (Order.State.CANCELLED, "refused")
    refund = Refund.objects.get()
    assert (refund.amount, refund.cause_key) == (order.total, "cancel")
    assert Reservation.objects.get().state == Reservation.State.RELEASED
    assert StockLevel.objects.get().reserved == 0
    assert Message.objects.filter(kind="orders.cancelled", recipient=customer).exists()


@pytest.mark.parametrize("decide_order", [approve_order, refuse_order])
def test_only_a_held_order_can_be_decided(clerk, decide_order):
    order = order_in_check()
    check(order)

    with pytest.raises(OrderNotHeld):
        decide_order(order_id=order.pk, actor=person(clerk.pk))

    order.refresh_from_db()
    assert (order.state, order.fulfilment) == (Order.State.OPEN, Fulfilment.READY)
    assert not Refund.objects.exists()


def test_an_order_is_sent_from_every_warehouse_that_holds_a_part_of_it(customer):
    sku = make_sku(on_hand=0)
    here, there = WarehouseFactory(provinces={"110000": 1}), WarehouseFactory()
    StockLevelFactory(sku=sku, warehouse=here, on_hand=3)
    StockLevelFactory(sku=sku, warehouse=there, on_hand=3)

    order = order_in_check(customer, sku=sku, quantity=5)
    check(order)

    planned = {s.warehouse_id: s.lines.get().quantity for s in shipments(order)}
    assert planned == {here.pk: 3, there.pk: 2}
    assert order.total == Decimal("311.00")
