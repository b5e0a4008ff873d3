from collections import Counter
from datetime import date, time, timedelta

import pytest

from analytics.services.daily import compute_day
from logistics.models import Parcel
from logistics.services.tracking import query_parcel
from orders.models import Order, PickWave
from payments.models import Difference, PaymentAttempt, RefundPart, Statement
from payments.services.gateways import gateway
from payments.services.reconciliation import reconcile
from payments.types import TradeState
from shop.common.audit import run_audits
from shop.common.models import Message, OutboxDelivery
from shop.demo.catalogue.shelf import selection
from shop.demo.history.intents import PayOrder, PlaceOrder, ShipOrder, Visit
from shop.demo.history.plan import Cast, first_day, plan_history
from shop.demo.history.rhythm import moment
from shop.demo.loading.clock import without_queue
from shop.demo.loading.partners import connect, tell_past
from shop.demo.loading.replay import replay
from shop.demo.loading.shopping import KEY_PREFIX
from shop.demo.loading.traffic import load_visits
from shop.demo.loading.whole import furnish
from shop.demo.people import shoppers

TODAY = date(2026, 11, 22)
pytestmark = pytest.mark.django_db
TOLD = ("alipay", "wechat", "unionpay")
# UnionPay names its days without their year: a past that stands still is not found for ever.
BILLS = {"alipay": "alipay_bill_next_day", "wechat": "wechat_bill_next_day"}
UNTIL = moment(first_day(TODAY) + timedelta(days=3), time(12))


@pytest.fixture(scope="module")
def past(shared_transaction):
    """Three days and a half of a shop with few products, lived through once for all tests."""
    products, people = selection(0), shoppers(20)
    plan = plan_history(today=TODAY, size=1, cast=Cast(products=products, shoppers=people))
    with without_queue():
        loaded = furnish(products, people, today=TODAY, say=lambda _what: None)
        replay(plan, loaded=loaded, until=UNTIL)
        load_visits([intent for intent in plan if isinstance(intent, Visit)], loaded=loaded)
    return [intent for intent in plan if intent.at <= UNTIL]


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


@pytest.mark.req("ANA-01")
def test_the_page_views_of_the_past_are_counted(past):
    day = UNTIL.date() - timedelta(days=1)
    seen = [intent for intent in past if isinstance(intent, Visit) and intent.at.date() == day]

    figures = compute_day(day=day)

    assert figures.sessions == len(seen)
    assert figures.visitors == len({visit.visitor for visit in seen})
    assert figures.page_views == sum(len(visit.views) for visit in seen)


def test_the_sandbox_is_told_of_trades_refunds_and_parcels(past, sandbox, settings):
    settings.SANDBOX_URL = sandbox.url
    captured = PaymentAttempt.objects.filter(state="captured")
    kept = [captured.filter(gateway=code, refund_parts=None).earliest("pk") for code in TOLD]
    under_way = Parcel.objects.exclude(state="delivered").order_by("pk")[0]

    connect()
    tell_past({})
    tell_past({})

    for attempt in kept:
        trade = gateway(code=attempt.gateway).query(attempt.at_gateway)
        assert (trade.state, trade.amount) == (TradeState.PAID, attempt.amount)
    # Tests of today's payments write in the same books.
    period = {"since": moment(first_day(TODAY), time(0)).isoformat(), "until": UNTIL.isoformat()}
    told = (sandbox.books, sandbox.wechat_books, sandbox.card_books)
    books = [books_of(**period) for books_of in told]
    assert sum(len(book["trades"]) for book in books) == captured.count()
    refunded = RefundPart.objects.filter(state="done").count()
    assert sum(len(book["refunds"]) for book in books) == refunded > 0
    assert query_parcel(parcel_id=under_way.pk)


@pytest.mark.req("PAY-13")
@pytest.mark.parametrize("code", BILLS)
def test_the_days_of_the_past_agree_with_what_the_stand_ins_say_of_them(
    past, sandbox, settings, code
):
    settings.SANDBOX_URL = sandbox.url
    sandbox.rules(**{BILLS[code]: False})
    connect()
    tell_past({})
    days = [first_day(TODAY) + timedelta(days=number) for number in range(4)]

    for day in days:
        statement = Statement.objects.create(gateway=code, day=day)
        assert reconcile(statement_id=statement.pk)

    statements = Statement.objects.filter(gateway=code)
    assert {row.state for row in statements} == {Statement.State.MATCHED}
    assert sum(row.trade_count for row in statements) > 0
    assert not Difference.objects.exists()
