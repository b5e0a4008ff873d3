"""Carts and orders, made by the operations that make them in the shop.

`place(customer)` buys two pieces at ¥59.00 with ¥10.00 freight; `pay(order)` brings the money.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from catalog.models import Sku
from customers.models import Address, User
from logistics.models import DeliveryMethod, FreightTemplate
from orders.models import Cart, Order
from orders.selectors.cart import cart_view
from orders.selectors.quoting import Destination
from orders.services.cart import add_to_cart
from orders.services.placement import place_order
from orders.types import CartOwner, CartView
from payments.models import PaymentAttempt, PaymentPlan
from payments.services.captures import settle_capture
from shop.common.actors import person
from shop.common.services.idempotency import form_token
from tests.factories.catalog import SkuFactory
from tests.factories.customers import AddressFactory
from tests.factories.inventory import TESTS, StockLevelFactory
from tests.factories.logistics import DeliveryMethodFactory, FreightTemplateFactory
from tests.factories.payments import make_attempt, paid_report


def make_sku(price: str = "59.00", on_hand: int = 10, **fields: Any) -> Sku:
    """A SKU on sale, with stock in a warehouse of its own."""
    sku = SkuFactory(price=price, **fields)
    if on_hand:
        StockLevelFactory(sku=sku, on_hand=on_hand)
    return sku


def ready_to_ship() -> str:
    """Freight terms (¥8.00 + ¥2.00 per further piece) and one way of delivery; return its code."""
    if not FreightTemplate.objects.exists():
        FreightTemplateFactory()
    method = DeliveryMethod.objects.order_by("pk").first() or DeliveryMethodFactory(code="standard")
    return str(method.code)


def fill_cart(customer: User, sku: Sku | None = None, quantity: int = 2) -> Sku:
    """Put pieces in a customer's cart."""
    chosen = sku or make_sku()
    add_to_cart(owner=CartOwner(user_id=customer.pk), sku_id=chosen.pk, quantity=quantity)
    return chosen


def shown_cart(customer: User, address: Address, method_code: str = "") -> CartView:
    """The cart as a page shows it for an address."""
    to = Destination(district_code=address.district_id, method_code=method_code)
    return cart_view(CartOwner(user_id=customer.pk), to=to, at=timezone.now())


def order_request(customer: User, **changes: Any) -> dict[str, Any]:
    """The request that a checkout page sends for the cart as it is."""
    method_code = ready_to_ship()
    address = (
        changes.pop("address", None)
        or Address.objects.owned_by(customer.pk).first()
        or AddressFactory(user=customer, is_default=True)
    )
    view = shown_cart(customer, address, method_code)
    facts: dict[str, Any] = {
        "customer_id": customer.pk,
        "cart_version": Cart.objects.get(user=customer).version,
        "address_id": address.pk,
        "method_code": method_code,
        "remark": "",
        "expected_total": view.quote.total,
        "idempotency_key": form_token(),
        "actor": person(customer.pk),
    }
    return facts | changes


def place(customer: User, sku: Sku | None = None, quantity: int = 2, **changes: Any) -> Order:
    """An order that waits for its payment."""
    fill_cart(customer, sku, quantity)
    return place_order(**order_request(customer, **changes))


def pay(order: Order, at: datetime | None = None) -> PaymentAttempt:
    """Bring the money of an order to payments; orders hear of it when events are delivered."""
    attempt = make_attempt(PaymentPlan.objects.get(reference=order.number))
    changes = {"paid_at": at} if at else {}
    settle_capture(attempt_id=attempt.pk, report=paid_report(attempt, **changes), actor=TESTS)
    attempt.refresh_from_db()
    return attempt


TWO_PIECES = Decimal("118.00")
FREIGHT = Decimal("10.00")
