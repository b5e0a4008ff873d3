from collections import Counter
from datetime import date, time, timedelta

import pytest
from django.db import transaction

from logistics.models import Parcel
from orders.models import Order, PickWave
from payments.models import PaymentAttempt
from shop.common.audit import run_audits
from shop.common.models import Message, OutboxDelivery
from shop.demo.catalogue.shelf import selection
from shop.demo.history.intents import PayOrder, PlaceOrder, ShipOrder
from shop.demo.history.plan import Cast, first_day, plan_history
from shop.demo.history.rhythm import moment
from shop.demo.loading.clock import without_queue
from shop.demo.loading.replay import replay
from shop.demo.loading.shopping import KEY_PREFIX
from shop.demo.loading.whole import furnish
from shop.demo.people import shoppers

TODAY = date(2026, 11, 22)
pytestmark = pytest.mark.django_db
UNTIL = moment(first_day(TODAY) + timedelta(days=3), time(12))


@pytest.fixture(scope="module")
def past(django_db_setup, django_db_blocker):
    """Three days and a half of a shop with few products, lived through once for all tests."""
    products, people = selection(0), shoppers(20)
    plan = plan_history(today=TODAY, size=1, cast=Cast(products=products, shoppers=people))
    with django_db_blocker.unblock(), transaction.atomic(), without_queue():
        loaded = furnish(products, people, today=TODAY, say=lambda _what: None)
        replay(plan, loaded=loaded, until=UNTIL)
        yield [intent for intent in plan if intent.at <= UNTIL]
        transaction.set_rollback(True)


def test_every_order_of_the_plan_is_in_the_shop_at_its_moment(past):
    placed = {
        f"{KEY_PREFIX}{intent.key}": intent.at for intent in past if isinstance(intent, PlaceOrder)
    }

    assert dict(Order.objects.values_list("idempotency_key", "placed_at")) == placed
    assert all(
        order.number.startswith(f"DD{order.placed_at.astimezone(UNTIL.tzinfo):%Y%m%d}")
        for order in Order.objects.all()
    )


def test_payments_and_waybills_are_those_of_the_plan(past):
    paid = sum(isinstance(intent, PayOrder) for intent in past)
    offered = {
        number for intent in past if isinstance(intent, ShipOrder) for number in intent.waybills
    }

    assert PaymentAttempt.objects.filter(state="captured").count() == paid
    assert set(Parcel.objects.values_list("waybill", flat=True)) <= offered
    assert Parcel.objects.exists()
    assert PickWave.objects.exclude(state="done").count() == 0


def test_orders_stand_at_every_stage(past):
    stages = Counter(Order.objects.values_list("state", "fulfilment"))

    assert stages["open", "delivered"] > 0
    assert stages["open", "shipped"] > 0
    assert stages["cancelled", "waiting"] > 0


def test_nothing_of_the_past_waits_to_be_sent(past):
    assert not Message.objects.filter(state=Message.State.QUEUED).exists()
    assert not OutboxDelivery.objects.exclude(state=OutboxDelivery.State.DONE).exists()


def test_the_books_of_the_past_are_right(past):
    assert {name: found for name, found in run_audits().items() if found} == {}
