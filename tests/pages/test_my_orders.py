from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import override

from logistics.models import TrackingEvent
from orders.models import Order
from orders.refund_words import WHY
from payments.models import PaymentPlan, Refund, RefundPart
from payments.policies import PaymentPolicies
from payments.services import queries
from payments.services.captures import settle_capture
from payments.services.instalments import pay_in_parts
from payments.services.refund_outcomes import settle_refund_part
from payments.services.refunds import request_refund
from payments.types import RefundReport, RefundState
from shop.common.actors import person
from shop.common.transport import ProviderUnavailable
from tests.factories.orders import make_sku, pay, place
from tests.factories.parcels import ParcelFactory, ShipmentFactory
from tests.factories.payments import ACTOR, make_attempt, make_merchant, paid_report
from tests.support.events import deliver_pending
from tests.support.policies import decide

pytestmark = pytest.mark.django_db

LIST = "/account/orders/"


@pytest.fixture
def order(customer):
    return place(customer, make_sku(price="59.00"), quantity=2)


def address_of(order, action=""):
    return f"{LIST}{order.number}/{action}"


def be(order, **state):
    Order.objects.filter(pk=order.pk).update(**state)


def shipped(order):
    now = timezone.now()
    be(
        order,
        payment_state="paid",
        fulfilment="shipped",
        paid_at=now,
        shipped_at=now,
        receive_by=now + timedelta(days=20),
    )
    shipment = ShipmentFactory(reference=order.number, state="dispatched", dispatched_at=now)
    return ParcelFactory(shipment=shipment)


def test_the_station_that_is_waited_for_does_not_read_as_reached(customer_client, order):
    shipped(order)

    progress = customer_client.get(address_of(order)).context["progress"]

    with override("en"):
        assert [(str(step.label), step.state) for step in progress] == [
            ("Placed", "done"),
            ("Paid", "done"),
            ("Shipped", "done"),
            ("Awaiting delivery", "current"),
            ("Completed", "next"),
        ]


@pytest.mark.req("ORD-25")
def test_orders_are_sorted_by_what_happens_next(customer_client, customer, order):
    to_ship = place(customer)
    be(to_ship, payment_state="paid", fulfilment="ready")
    over = place(customer)
    be(over, state="cancelled")

    everything = customer_client.get(LIST).text
    unpaid = customer_client.get(LIST, {"tab": "to_pay"}).text

    assert all(number in everything for number in (order.number, to_ship.number, over.number))
    assert order.number in unpaid
    assert to_ship.number not in unpaid
    assert '<span class="tab-count">1</span>' in unpaid


def test_an_unknown_tab_or_page_shows_something(customer_client, order):
    for query in ({"tab": "x"}, {"page": "999"}, {"page": "x"}):
        answer = customer_client.get(LIST, query)
        assert answer.status_code == 200
        assert order.number in answer.text


def test_without_orders_the_page_leads_on(customer_client):
    page = customer_client.get(LIST)

    assert page.status_code == 200
    assert 'class="empty"' in page.text


@pytest.mark.req("ORD-25", "ORD-01")
def test_an_order_shows_its_parts_and_its_receiver(customer_client, order):
    page = customer_client.get(address_of(order)).text

    assert order.number in page
    assert "¥118.00" in page
    assert "¥10.00" in page
    assert "东直门内大街1号2单元303室" in page


@pytest.mark.fault("anothers-thing")
@pytest.mark.parametrize("action", ["", "cancel/", "receive/", "track/"])
def test_anothers_order_is_not_found(other_client, order, action):
    method = other_client.post if action in {"cancel/", "receive/"} else other_client.get

    answer = method(address_of(order, action))

    assert answer.status_code == 404
    order.refresh_from_db()
    assert order.state == "open"


@pytest.mark.parametrize("action", ["", "cancel/", "receive/", "track/"])
def test_orders_want_a_log_in(client, order, action):
    method = client.post if action in {"cancel/", "receive/"} else client.get

    assert method(address_of(order, action)).url.startswith("/login/")


@pytest.mark.req("ORD-03")
@pytest.mark.parametrize(
    ("state", "offered"),
    [
        pytest.param({}, {"pay", "cancel"}, id="to-pay"),
        pytest.param({"payment_state": "paid", "fulfilment": "ready"}, {"cancel"}, id="to-ship"),
        pytest.param({"payment_state": "paid", "fulfilment": "shipped"}, {"receive"}, id="shipped"),
        pytest.param(
            {"payment_state": "paid", "fulfilment": "received", "state": "completed"},
            set(),
            id="completed",
        ),
        pytest.param({"state": "cancelled"}, set(), id="cancelled"),
    ],
)
def test_only_what_fits_the_state_is_offered(customer_client, order, state, offered):
    be(order, **state)

    page = customer_client.get(address_of(order)).text

    links = {
        "pay": f'href="/pay/{order.number}/"',
        "cancel": f'action="{address_of(order, "cancel/")}"',
        "receive": f'action="{address_of(order, "receive/")}"',
    }
    assert {name for name, link in links.items() if link in page} == offered


@pytest.mark.req("ORD-27")
def test_a_customer_cancels_an_order(customer_client, customer, order):
    answer = customer_client.post(address_of(order, "cancel/"), {"note": "不想要了"}, follow=True)

    assert answer.status_code == 200
    order.refresh_from_db()
    assert (order.state, order.cancel_reason) == ("cancelled", "customer")
    assert order.history.get(to_state="cancelled").actor_user == customer


@pytest.mark.fault("provider-in-trouble")
def test_a_gateway_that_is_away_is_told_in_a_sentence(customer_client, order, monkeypatch):
    make_attempt(PaymentPlan.objects.get())

    def away(*, code):
        raise ProviderUnavailable

    monkeypatch.setattr(queries, "gateway", away)

    answer = customer_client.post(address_of(order, "cancel/"), follow=True)

    assert answer.status_code == 200
    assert "toast-error" in answer.text
    order.refresh_from_db()
    assert order.state == "open"


def test_money_that_goes_back_is_shown(customer_client, customer, order):
    pay(order)
    deliver_pending()
    customer_client.post(address_of(order, "cancel/"))

    page = customer_client.get(address_of(order)).text

    assert "¥128.00" in page
    assert Refund.objects.get().state == "pending"
    assert 'class="alert' in page


@pytest.mark.req("ORD-21")
def test_a_customer_confirms_the_receipt(customer_client, order):
    shipped(order)

    customer_client.post(address_of(order, "receive/"))

    order.refresh_from_db()
    assert (order.state, order.fulfilment) == ("completed", "received")


def test_what_has_not_shipped_cannot_be_received(customer_client, order):
    answer = customer_client.post(address_of(order, "receive/"), follow=True)

    assert "toast-error" in answer.text
    order.refresh_from_db()
    assert order.state == "open"


@pytest.mark.req("ORD-25")
def test_the_way_of_the_parcels_is_shown(customer_client, order):
    parcel = shipped(order)
    TrackingEvent.objects.create(parcel=parcel, at=timezone.now(), text="已到达北京转运中心")

    page = customer_client.get(address_of(order)).text
    fragment = customer_client.get(address_of(order, "track/"), headers={"HX-Request": "true"}).text
    plain = customer_client.get(address_of(order, "track/"))

    for text in (page, fragment):
        assert "已到达北京转运中心" in text
        assert parcel.waybill in text
    assert "<html" not in fragment
    assert plain.url == f"{address_of(order)}#order-track"


def notice(page: str) -> str:
    """The notice of a refund, in plain text."""
    start = page.index('<div class="alert')
    return words(page[start : page.index("</section>", start)])


@pytest.mark.req("PAY-05")
def test_money_paid_twice_goes_back_and_the_orders_own_money_stays(customer_client, order):
    second = make_attempt(PaymentPlan.objects.get(), product="wap")
    pay(order)
    settle_capture(attempt_id=second.pk, report=paid_report(second), actor=ACTOR)
    deliver_pending()
    on_its_way = customer_client.get(address_of(order)).text
    done_at = timezone.now()
    done = RefundReport(state=RefundState.DONE, done_at=done_at)
    settle_refund_part(part_id=RefundPart.objects.get().pk, report=done, actor=ACTOR)

    page = customer_client.get(address_of(order)).text

    assert "¥128.00 that was paid too much is on its way back to you" in on_its_way
    assert (
        "¥128.00 that was paid too much was sent back The order was paid already, and stays paid."
        f" Alipay · {timezone.localtime(done_at):%Y-%m-%d %H:%M}"
    ) in notice(page)
    second.refresh_from_db()
    assert second.gateway_trade_no not in pay_facts(page)


def pay_facts(page: str) -> str:
    """What the page says of how the order was paid."""
    start = page.index("<dt>Way of paying</dt>")
    return words(page[start : page.index("</dl>", start)])


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        pytest.param("order_cancelled", "The order is cancelled.", id="cancelled"),
        pytest.param("agreed", "As agreed with our service.", id="agreed"),
    ],
)
def test_a_refund_says_why_and_which_way(customer_client, order, reason, why):
    pay(order)
    request_refund(
        reference=order.number, amount=Decimal("28.00"), cause_key="1", reason=reason, actor=ACTOR
    )

    page = notice(customer_client.get(address_of(order)).text)

    assert page.startswith(
        f"¥28.00 is on its way back to you {why}"
        " It goes back the way it came, usually within three days. Alipay"
    ), page


def test_every_reason_of_a_refund_is_told_in_a_sentence():
    assert set(WHY) == set(Refund.Reason.values)


def test_a_refund_that_its_gateway_refused_promises_no_days(customer_client, order):
    pay(order)
    request_refund(reference=order.number, amount=Decimal(28), cause_key="1", actor=ACTOR)
    refused = RefundReport(state=RefundState.REFUSED, code="X")
    settle_refund_part(part_id=RefundPart.objects.get().pk, report=refused, actor=ACTOR)

    page = notice(customer_client.get(address_of(order)).text)

    assert "Our service sees to it." in page
    assert "three days" not in page


@pytest.mark.req("PAY-10")
def test_an_order_says_how_it_was_paid_part_by_part(customer_client, customer, order):
    divide(order)
    parts = [pay(order) for _part in range(2)]
    deliver_pending()

    page = pay_facts(customer_client.get(address_of(order)).text)

    for part in parts:
        assert f"Alipay ¥64.00 Payment serial number {part.gateway_trade_no}" in page


def divide(order) -> None:
    make_merchant()
    decide(PaymentPolicies, parts_least=Decimal(1))
    pay_in_parts(
        reference=order.number,
        customer_id=order.customer_id,
        parts=2,
        actor=person(order.customer_id),
    )


def test_an_order_paid_at_once_names_its_way_and_no_second_amount(customer_client, order):
    attempt = pay(order)
    deliver_pending()

    page = pay_facts(customer_client.get(address_of(order)).text)

    assert page.startswith(
        f"Way of paying Alipay Payment serial number {attempt.gateway_trade_no}"
    ), page


@pytest.mark.req("PAY-10")
def test_an_order_paid_in_part_says_what_came_and_what_is_left(customer_client, order):
    divide(order)
    unpaid = customer_client.get(address_of(order)).text
    pay(order)
    deliver_pending()

    page = words(customer_client.get(address_of(order)).text)
    card = words(customer_client.get(LIST).text)

    assert "Nothing was charged." in unpaid
    assert "¥64.00 is paid, ¥64.00 is still to be paid." in page
    assert "Total ¥128.00 Paid so far −¥64.00 To pay ¥64.00" in page
    assert "¥64.00 goes back the way it came" in page
    assert "Nothing was charged." not in page
    assert "Paid so far ¥64.00 · To pay ¥64.00" in card


def test_cancelling_promises_what_is_left_after_a_refund(customer_client, order):
    pay(order)
    deliver_pending()
    request_refund(reference=order.number, amount=Decimal(28), cause_key="1", actor=ACTOR)

    page = words(customer_client.get(address_of(order)).text)

    assert "¥100.00 goes back the way it came" in page


def words(page: str) -> str:
    return " ".join(strip_tags(page).split())
