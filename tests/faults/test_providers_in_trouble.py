"""Gateway, carrier and SMS slow, broken or talking garbage: a plain sentence, and tried again."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from customers.models import User
from inventory.models import StockLevel
from logistics.models import Parcel, TrackingEvent
from logistics.services.tracking import due_parcels, query_parcel
from orders.models import Order
from payments.models import PaymentAttempt, Refund, RefundPart
from payments.services.queries import due_attempts, query_attempt
from payments.services.refund_sending import due_refund_parts, send_refund_part
from payments.types import TradeState
from shop.common import messages, transport
from shop.common.channels import aliyun
from shop.common.models import Message
from shop.common.services.messages import due_messages, send_sealed, send_stored
from shop.demo.loading.partners import connect
from tests.factories.customers import UserFactory
from tests.factories.fulfilment import packed_order, ship, shipments
from tests.factories.orders import place
from tests.support.events import deliver_pending

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.fault("provider-in-trouble"),
]

PATIENCE, SLOW = 0.5, 1.5  # seconds that we wait, and that a slow provider takes
WAYBILL = "YT1234567890123"
troubles = pytest.mark.parametrize("trouble", ["http_500", "garbage", "slow"])


@pytest.fixture
def partners(sandbox, settings, monkeypatch):
    """The providers' stand-ins, which know the shop; nobody waits for them for long."""
    settings.SANDBOX_URL = sandbox.url
    connect()
    monkeypatch.setitem(transport.http_post.__kwdefaults__, "timeout", (1.0, PATIENCE))
    monkeypatch.setattr(aliyun, "_READ_MS", int(PATIENCE * 1000))
    return sandbox


def bring(partners, trouble: str, **limits) -> None:
    more = {"seconds": SLOW} if trouble == "slow" else {}
    partners.fault(trouble, **more, **limits)


def leave_for_the_cashier(client, order, partners) -> PaymentAttempt:
    left = client.post(f"/pay/{order.number}/start/", {"way": "alipay"})
    assert left.status_code == 302
    assert partners.visit(left.url).ok
    return PaymentAttempt.objects.get(payment__plan__reference=order.number)


def page_of(client, order) -> str:
    return str(client.get(f"/account/orders/{order.number}/", follow=True).text)


@troubles
def test_nobody_waits_for_the_gateway_to_set_out(partners, customer_client, customer, trouble):
    order = place(customer)
    bring(partners, trouble)

    shown = customer_client.get(f"/pay/{order.number}/")
    left = customer_client.post(f"/pay/{order.number}/start/", {"way": "alipay"})

    assert "Pay now" in shown.text
    assert (left.status_code, left.url.startswith(partners.url)) == (302, True)


@troubles
def test_a_payer_is_told_that_we_ask_and_the_money_is_found(
    partners, customer_client, customer, trouble
):
    order = place(customer)
    attempt = leave_for_the_cashier(customer_client, order, partners)
    partners.fault("notify_lost", reference=attempt.out_trade_no)
    partners.pay(attempt.out_trade_no)
    bring(partners, trouble, method="alipay.trade.query", count=1)

    shown = customer_client.get(f"/pay/{order.number}/return/")
    assert query_attempt(attempt_id=attempt.pk) == TradeState.UNKNOWN

    assert "We are asking the payment service" in shown.text
    assert "I have paid" in shown.text
    attempt.refresh_from_db()
    assert (attempt.state, attempt.captured_amount) == ("pending", Decimal("0.00"))
    assert attempt.pk in due_attempts(at=timezone.now() + timedelta(minutes=1))
    assert query_attempt(attempt_id=attempt.pk) == TradeState.PAID
    deliver_pending()
    assert "We are asking" not in page_of(customer_client, order)
    assert Order.objects.get().payment_state == "paid"


@troubles
def test_an_order_is_not_cancelled_while_it_may_be_paid(
    partners, customer_client, customer, trouble
):
    order = place(customer, quantity=2)
    attempt = leave_for_the_cashier(customer_client, order, partners)
    bring(partners, trouble, method="alipay.trade.close", count=1)
    cancel = f"/account/orders/{order.number}/cancel/"

    answer = customer_client.post(cancel, follow=True)

    assert answer.status_code == 200
    assert "toast-error" in answer.text
    order.refresh_from_db()
    attempt.refresh_from_db()
    assert (order.state, attempt.state) == ("open", "pending")
    assert StockLevel.objects.get().reserved == 2
    customer_client.post(cancel)
    order.refresh_from_db()
    assert (order.state, StockLevel.objects.get().reserved) == ("cancelled", 0)


@troubles
def test_money_goes_back_once_though_the_answer_was_lost(
    partners, customer_client, customer, trouble
):
    order = place(customer)
    attempt = leave_for_the_cashier(customer_client, order, partners)
    partners.fault("notify_lost", reference=attempt.out_trade_no)
    partners.pay(attempt.out_trade_no)
    query_attempt(attempt_id=attempt.pk)
    deliver_pending()
    customer_client.post(f"/account/orders/{order.number}/cancel/")
    part = RefundPart.objects.get()
    bring(partners, trouble, method="alipay.trade.refund", count=1)

    send_refund_part(part_id=part.pk)

    assert "¥128.00 is on its way back to you" in page_of(customer_client, order)
    assert Refund.objects.get().state == "pending"
    assert part.pk in due_refund_parts(at=timezone.now() + timedelta(minutes=1))
    for _try in range(2):
        send_refund_part(part_id=part.pk)
    deliver_pending()
    assert "¥128.00 was sent back" in page_of(customer_client, order)
    (at_alipay,) = partners.books(attempt.out_trade_no)["refunds"]
    assert Decimal(str(at_alipay["refund_amount"])) == Decimal("128.00")
    told = Message.objects.filter(kind="orders.refunded", channel="in_site")
    assert told.count() == 1


@troubles
def test_a_parcel_is_shown_by_its_number_and_asked_for_again(
    partners, customer_client, customer, trouble
):
    order = packed_order(customer)
    ship(shipments(order)[0], WAYBILL)
    deliver_pending()
    partners.hand_in("yuantong", WAYBILL)
    partners.move("yuantong", WAYBILL, steps=1)
    parcel = Parcel.objects.get()
    bring(partners, trouble, provider="kuaidi100", count=1)

    assert not query_parcel(parcel_id=parcel.pk)

    assert WAYBILL in page_of(customer_client, order)
    assert not TrackingEvent.objects.exists()
    parcel.refresh_from_db()
    assert (parcel.state, parcel.failed_queries) == ("pending", 1)
    assert due_parcels() == []
    assert due_parcels(at=parcel.next_query_at) == [parcel.pk]
    assert query_parcel(parcel_id=parcel.pk)
    text = TrackingEvent.objects.earliest("at").text
    assert text in page_of(customer_client, order)


@pytest.fixture
def worker(monkeypatch):
    """Have codes sent at once, as the worker does."""
    monkeypatch.setattr(messages, "hand_over", lambda _task, **arguments: send_sealed(**arguments))


@troubles
def test_who_waits_for_a_code_asks_for_another_after_a_minute(partners, worker, client, trouble):
    phone = UserFactory(phone="13912345678").identities.get().value
    bring(partners, trouble, provider="sms", count=1)

    first = client.post("/login/code/", {"phone": phone})

    assert "A code is on its way to 139****5678." in first.text
    assert Message.objects.get().state == "unknown"
    too_soon = client.post("/login/code/", {"phone": phone})
    assert "field-error" in too_soon.text
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        client.post("/login/code/", {"phone": phone})
        code = partners.messages(phone)[0]["params"]["code"]
        client.post("/login/", {"phone": phone, "code": code})
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)


@troubles
def test_a_notice_with_an_unknown_outcome_is_not_sent_twice(partners, customer, trouble):
    order = packed_order(customer)
    ship(shipments(order)[0], WAYBILL)
    deliver_pending()
    notice = Message.objects.get(kind="orders.shipped", channel="sms")
    bring(partners, trouble, provider="sms", count=1)

    send_stored(message_id=notice.pk)

    notice.refresh_from_db()
    assert notice.state == "unknown"
    assert notice.pk not in due_messages(at=timezone.now() + timedelta(hours=1))


def test_a_notice_that_did_not_go_out_is_sent_later(partners, customer):
    order = packed_order(customer)
    ship(shipments(order)[0], WAYBILL)
    deliver_pending()
    notice = Message.objects.get(kind="orders.shipped", channel="sms")
    partners.fault("decline", provider="sms", cause="isp.SYSTEM_ERROR", count=1)

    send_stored(message_id=notice.pk)

    notice.refresh_from_db()
    assert notice.state == "queued"
    assert notice.pk in due_messages(at=timezone.now() + timedelta(minutes=1))
    send_stored(message_id=notice.pk)
    notice.refresh_from_db()
    assert (notice.state, notice.error_code) == ("sent", "")
    (received,) = partners.messages(notice.address)
    assert WAYBILL in received["text"]
