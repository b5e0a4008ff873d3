"""Two people at one order: one decision stands, and the stock is right after every outcome."""

import pytest

from inventory.models import StockLevel
from logistics.models import Parcel, Shipment
from orders.errors import NothingToPick, OrderNotHeld, OrderNotShippable
from orders.models import Order, OrderCheck, PickWave
from orders.services.cancellation import cancel_order
from orders.services.checking import approve_order, check_order, refuse_order
from orders.services.waves import create_wave
from payments.models import Refund
from shop.common.actors import person
from shop.common.audit import Breach, run_audits
from shop.common.errors import DomainError
from tests.factories.customers import UserFactory
from tests.factories.fulfilment import (
    held_order,
    order_in_check,
    packed_order,
    ready_order,
    ship,
    shipments,
)
from tests.factories.inventory import TESTS
from tests.factories.orders import make_sku
from tests.support.together import run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def breaches() -> list[Breach]:
    return [breach for found in run_audits().values() for breach in found]


def test_an_order_is_shipped_or_cancelled_and_never_both():
    sku = make_sku(on_hand=30)
    outcomes = {"shipped": 0, "cancelled": 0}
    for round_number in range(12):
        order = packed_order(sku=sku, quantity=2)
        (shipment,) = shipments(order)

        shipping, cancelling = run_together(
            [
                lambda: ship(shipment, f"YT{round_number:013d}"),  # noqa: B023
                lambda: cancel_order(
                    order_id=order.pk,  # noqa: B023
                    reason=Order.CancelReason.STAFF,
                    actor=TESTS,
                ),
            ]
        )

        order.refresh_from_db()
        shipment.refresh_from_db()
        has_parcel = Parcel.objects.filter(shipment=shipment).exists()
        has_refund = Refund.objects.filter(plan__reference=order.number).exists()
        if shipping.error is None:
            outcomes["shipped"] += 1
            assert isinstance(cancelling.error, DomainError)
            assert (order.state, order.fulfilment) == ("open", "shipped")
            assert (shipment.state, has_parcel, has_refund) == ("dispatched", True, False)
        else:
            outcomes["cancelled"] += 1
            assert isinstance(shipping.error, OrderNotShippable)
            assert cancelling.error is None
            assert order.state == Order.State.CANCELLED
            assert (shipment.state, has_parcel, has_refund) == ("cancelled", False, True)
        level = StockLevel.objects.get(sku=sku)
        assert (level.on_hand, level.reserved) == (30 - 2 * outcomes["shipped"], 0)
    assert breaches() == []


def test_two_operators_make_one_decision():
    for _ in range(6):
        order = held_order()
        yes, no = UserFactory(staff=True), UserFactory(staff=True)

        outcomes = run_together(
            [
                lambda: approve_order(order_id=order.pk, actor=person(yes.pk)),  # noqa: B023
                lambda: refuse_order(order_id=order.pk, actor=person(no.pk)),  # noqa: B023
            ]
        )

        errors = [outcome.error for outcome in outcomes if outcome.error]
        assert [type(error) for error in errors] == [OrderNotHeld]
        decided = OrderCheck.objects.filter(order=order).exclude(verdict="held").get()
        order.refresh_from_db()
        if decided.verdict == OrderCheck.Verdict.APPROVED:
            assert (order.state, order.fulfilment) == ("open", "ready")
            assert not Refund.objects.filter(plan__reference=order.number).exists()
        else:
            assert order.state == Order.State.CANCELLED
            assert not Shipment.objects.filter(reference=order.number).exists()
    assert breaches() == []


def test_a_check_that_runs_eight_times_at_once_plans_one_shipment():
    order = order_in_check()

    outcomes = run_together([lambda: check_order(order_id=order.pk, actor=TESTS)] * 8)

    assert [outcome.error for outcome in outcomes] == [None] * 8
    assert sum(outcome.value is not None for outcome in outcomes) == 1
    assert Shipment.objects.filter(reference=order.number).count() == 1
    assert OrderCheck.objects.count() == 1


def test_two_workers_never_pick_the_same_shipment():
    sku = make_sku(on_hand=30)
    for _ in range(3):
        ready_order(sku=sku, quantity=1)
    warehouse_id = StockLevel.objects.get(sku=sku).warehouse_id

    outcomes = run_together(
        [lambda: create_wave(warehouse_id=warehouse_id, size=2, actor=TESTS)] * 3
    )

    refused = [outcome.error for outcome in outcomes if outcome.error]
    assert all(isinstance(error, NothingToPick) for error in refused)
    picked = [
        shipment_id
        for wave in PickWave.objects.all()
        for shipment_id in wave.entries.values_list("shipment_id", flat=True)
    ]
    assert len(picked) == len(set(picked))
    assert Shipment.objects.filter(state="picking").count() == len(picked)
