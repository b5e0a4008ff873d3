from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from catalog.models import SkuPrice
from catalog.services.prices import set_price
from catalog.services.take_down import take_down
from inventory.errors import InsufficientStock
from inventory.models import Reservation, StockLevel
from logistics.types import ZoneTerms
from orders.errors import (
    AddressUnknown,
    CartChanged,
    LinesNotOrderable,
    NothingSelected,
    RemarkTooLong,
    TotalChanged,
)
from orders.events import OrderPlaced
from orders.models import Cart, CartLine, Order, OrderHistory, OrderLine, OrderShare
from orders.policies import OrderPolicies
from orders.services.cart import add_to_cart, clear_cart, select_lines
from orders.services.placement import place_order
from orders.types import CartOwner
from payments.models import PaymentPlan
from shop.common.actors import process
from shop.common.encryption import blind_index
from shop.common.models import Message
from shop.common.services.idempotency import IdempotencyKeyMissing, IdempotencyKeyReused
from tests.factories.customers import AddressFactory
from tests.factories.inventory import hold
from tests.factories.logistics import EVERYWHERE, FreightTemplateFactory
from tests.factories.orders import fill_cart, make_sku, order_request, place
from tests.support.events import deliver_pending, published
from tests.support.policies import decide

pytestmark = pytest.mark.django_db

STAFF = process("tests")


def nothing_happened(customer, lines=1):
    """Whether no order, claim, promise or event is there and the cart is as it was."""
    return (
        not Order.objects.exists()
        and not PaymentPlan.objects.exists()
        and not Reservation.objects.exists()
        and not published(OrderPlaced)
        and not StockLevel.objects.filter(reserved__gt=0).exists()
        and CartLine.objects.filter(cart__user=customer).count() == lines
    )


@pytest.mark.req("CART-05", "CART-06", "ORD-01")
def test_an_order_keeps_what_was_promised_in_parts(customer):
    order = place(customer, make_sku(price="59.00", list_price="79.00"), quantity=2)

    order.refresh_from_db()
    assert order.number.startswith(f"DD{timezone.localtime():%Y%m%d}")
    assert (order.goods_total, order.discount_total) == (Decimal("118.00"), Decimal("0.00"))
    assert (order.freight_total, order.total) == (Decimal("10.00"), Decimal("128.00"))
    assert (order.state, order.payment_state, order.fulfilment) == ("open", "unpaid", "waiting")
    assert {step["kind"] for step in order.quote} == {"goods", "reduction", "first", "next"}
    line = OrderLine.objects.get()
    assert (line.unit_price, line.quantity, line.amount) == (Decimal("59.00"), 2, Decimal(118))
    assert line.title == line.sku.product.title
    share = OrderShare.objects.get()
    assert (share.source, share.amount) == ("freight", Decimal("10.00"))


@pytest.mark.req("CART-08", "ORD-01")
def test_the_receiver_is_copied_sealed_and_can_be_found(customer):
    address = AddressFactory(user=customer, name="李小红", phone="13912345678")

    order = place(customer, address=address)
    address.delete()

    receiver = order.receiver
    assert (receiver.name, receiver.phone) == ("李小红", "13912345678")
    assert receiver.phone_index == blind_index("13912345678")
    assert (receiver.province_code, receiver.district_code) == ("110000", "110101")
    assert receiver.region == "北京市 东城区"


@pytest.mark.req("CART-05")
def test_stock_is_held_and_money_asked_for_until_the_deadline(customer):
    sku = make_sku(on_hand=10)

    order = place(customer, sku, quantity=3)

    reservation = Reservation.objects.get(reference=order.number)
    assert (reservation.quantity, reservation.expires_at) == (3, order.pay_by)
    assert order.pay_by == order.placed_at + timedelta(minutes=30)
    plan = PaymentPlan.objects.get(reference=order.number)
    assert (plan.total, plan.customer_id, plan.deadline) == (order.total, customer.pk, order.pay_by)
    assert not CartLine.objects.exists()


def test_the_time_to_pay_is_what_operators_decided(customer):
    decide(OrderPolicies, payment_minutes=45)

    order = place(customer)

    assert order.pay_by == order.placed_at + timedelta(minutes=45)


@pytest.mark.req("ORD-03")
def test_the_customer_is_told_until_when_to_pay(customer):
    order = place(customer)

    deliver_pending()

    message = Message.objects.get(kind="orders.placed")
    assert message.recipient == customer
    assert order.number in message.subject
    assert f"¥{order.total}" in message.body
    assert message.link == f"/account/orders/{order.number}/"


def test_its_birth_has_an_author(customer):
    order = place(customer)

    entry = OrderHistory.objects.get(order=order)
    assert (entry.axis, entry.from_state, entry.to_state) == ("state", "", "open")
    assert entry.actor_user == customer


@pytest.mark.req("CART-09")
def test_a_remark_travels_with_the_order(customer):
    order = place(customer, remark="  请周末送货  ")

    assert order.remark == "请周末送货"


def test_what_was_not_selected_stays_in_the_cart(customer):
    kept = fill_cart(customer)
    line = CartLine.objects.get()
    select_lines(owner=CartOwner(user_id=customer.pk), shown=[line.pk], chosen=[])

    order = place(customer)

    assert [line.sku_id for line in CartLine.objects.all()] == [kept.pk]
    assert kept.pk not in order.lines.values_list("sku_id", flat=True)


@pytest.mark.fault("sent-twice")
@pytest.mark.req("CART-05")
def test_the_same_request_gives_the_same_order_however_late(customer):
    fill_cart(customer)
    request = order_request(customer)
    first = place_order(**request)
    fill_cart(customer)

    again = place_order(**request)

    assert again == first
    assert Order.objects.count() == 1
    assert len(published(OrderPlaced)) == 1
    assert CartLine.objects.count() == 1


@pytest.mark.fault("sent-twice")
def test_a_key_is_good_for_one_request_only(customer):
    fill_cart(customer)
    request = order_request(customer)
    place_order(**request)
    fill_cart(customer)
    other = order_request(customer, idempotency_key=request["idempotency_key"])

    for changed in (request | {"remark": "other"}, other):
        with pytest.raises(IdempotencyKeyReused):
            place_order(**changed)

    assert Order.objects.count() == 1
    assert CartLine.objects.count() == 1


def test_two_customers_may_happen_to_send_the_same_key(customer, other_customer):
    first = place(customer, idempotency_key="same")

    second = place(other_customer, idempotency_key="same")

    assert first != second


def test_the_database_refuses_a_second_order_for_a_key(customer):
    order = place(customer)

    with pytest.raises(IntegrityError, match="order_once_per_key"), transaction.atomic():
        Order.objects.create(
            customer=customer, goods_total=0, total=0, idempotency_key=order.idempotency_key
        )


def test_the_database_refuses_a_total_that_does_not_add_up(customer):
    order = place(customer)

    with pytest.raises(IntegrityError, match="order_total_adds_up"), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(freight_total=F("freight_total") + 1)


@pytest.mark.fault("changed-meanwhile")
def test_a_cart_changed_in_another_tab_is_not_ordered(customer):
    fill_cart(customer)
    request = order_request(customer)
    fill_cart(customer)

    with pytest.raises(CartChanged):
        place_order(**request)

    assert nothing_happened(customer, lines=2)


@pytest.mark.fault("changed-meanwhile")
@pytest.mark.parametrize("cause", ["price", "freight"])
def test_a_changed_total_is_not_ordered(customer, cause):
    sku = fill_cart(customer)
    request = order_request(customer)
    if cause == "price":
        set_price(sku_id=sku.pk, kind=SkuPrice.Kind.SALE, amount=Decimal("65.00"), actor=STAFF)
    else:
        dearer = ZoneTerms(name="全国", first_fee=Decimal("24.00"))
        FreightTemplateFactory(products=[sku.product], is_default=False, zones=[dearer])

    with pytest.raises(TotalChanged) as refusal:
        place_order(**request)

    assert refusal.value.expected == Decimal("128.00")
    assert refusal.value.total == Decimal("140.00" if cause == "price" else "142.00")
    assert nothing_happened(customer)


@pytest.mark.req("CART-12")
def test_what_others_bought_meanwhile_is_not_ordered(customer):
    sku = make_sku(on_hand=5)
    fill_cart(customer, sku, quantity=3)
    request = order_request(customer)
    hold(sku, 3, reference="DD9")

    with pytest.raises(InsufficientStock) as refusal:
        place_order(**request)

    (shortage,) = refusal.value.shortages
    assert (shortage.sku_id, shortage.wanted, shortage.available) == (sku.pk, 3, 2)
    assert not Order.objects.exists()
    assert not PaymentPlan.objects.exists()
    assert Reservation.objects.count() == 1
    assert CartLine.objects.get().quantity == 3


def test_what_was_taken_down_stays_in_the_cart(customer):
    gone = fill_cart(customer, quantity=1)
    fill_cart(customer, quantity=2)
    take_down(product_id=gone.product_id, reason="test", actor=STAFF)

    order = place_order(**order_request(customer))

    assert order.total == Decimal("128.00")
    assert list(CartLine.objects.values_list("sku_id", "quantity")) == [(gone.pk, 1)]


def test_what_the_page_left_out_as_sold_out_stays_in_the_cart(customer):
    sold_out = fill_cart(customer, quantity=1)
    fill_cart(customer, quantity=2)
    hold(sold_out, 10, reference="DD9")

    order = place_order(**order_request(customer))

    assert order.total == Decimal("128.00")
    assert list(CartLine.objects.values_list("sku_id", "quantity")) == [(sold_out.pk, 1)]


@pytest.mark.req("CART-12")
def test_where_goods_are_not_delivered_nothing_is_ordered(customer):
    xinjiang = ZoneTerms(name="新疆", regions=("650000",), is_served=False)
    FreightTemplateFactory(zones=[EVERYWHERE, xinjiang])
    address = AddressFactory(user=customer, district_id="650102")
    fill_cart(customer)

    with pytest.raises(LinesNotOrderable) as refusal:
        place_order(**order_request(customer, address=address))

    assert "乌鲁木齐" in str(refusal.value)
    assert nothing_happened(customer)


@pytest.mark.fault("anothers-thing")
def test_anothers_address_is_no_address(customer, other_customer):
    fill_cart(customer)
    theirs = AddressFactory(user=other_customer)

    with pytest.raises(AddressUnknown):
        place_order(**order_request(customer, address_id=theirs.pk))

    assert nothing_happened(customer)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        pytest.param({"idempotency_key": ""}, IdempotencyKeyMissing, id="no-key"),
        pytest.param({"idempotency_key": "k" * 65}, IdempotencyKeyMissing, id="long-key"),
        pytest.param({"remark": "长" * 201}, RemarkTooLong, id="long-remark"),
        pytest.param({"cart_version": 99}, CartChanged, id="another-version"),
    ],
)
def test_a_malformed_request_places_nothing(customer, changes, refusal):
    fill_cart(customer)

    with pytest.raises(refusal):
        place_order(**order_request(customer, **changes))

    assert nothing_happened(customer)


def test_an_empty_selection_is_no_order(customer):
    fill_cart(customer)
    clear_cart(owner=CartOwner(user_id=customer.pk))

    with pytest.raises(NothingSelected):
        place_order(**order_request(customer))

    assert nothing_happened(customer, lines=0)


def test_an_order_of_the_past_has_a_number_and_deadlines_of_its_day(customer):
    then = timezone.now() - timedelta(days=20)
    sku = make_sku(price=None)
    SkuPrice.objects.create(
        sku=sku, kind=SkuPrice.Kind.SALE, amount=Decimal("9.00"), valid_from=then
    )
    add_to_cart(owner=CartOwner(user_id=customer.pk), sku_id=sku.pk, quantity=1, at=then)

    order = place_order(**order_request(customer, at=then))

    assert order.number.startswith(f"DD{timezone.localtime(then):%Y%m%d}")
    assert order.pay_by == then + timedelta(minutes=30)
    assert OrderHistory.objects.get().at == then


def test_every_order_counts_its_cart_up(customer):
    fill_cart(customer)
    request = order_request(customer)

    place_order(**request)

    assert Cart.objects.get().version == request["cart_version"] + 1
