"""Placing an order: one transaction, in the order of the design; stock is reserved last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.selectors.addresses import owned_address
from customers.types import AddressView
from inventory.services.reservations import reserve_stock
from inventory.types import Wanted
from orders.errors import (
    AddressUnknown,
    CartChanged,
    LinesNotOrderable,
    NothingSelected,
    RemarkTooLong,
    TotalChanged,
)
from orders.events import OrderPlaced
from orders.models import CartLine, Order, OrderLine
from orders.policies import OrderPolicies
from orders.selectors.quoting import Destination, goods_of, quote_order
from orders.services.cart_taking import put_back, take_selected, was_counted
from orders.services.order_rows import line_of, receiver_of, shares_of, steps_of
from orders.services.risk import assess_order
from orders.services.steps import birth_of
from orders.types import UNKNOWN_VISIT, OrderQuote, Visit, WantedSku
from payments.risk.errors import OrderNotAccepted
from payments.risk.services.assessment import keep_refusal
from payments.services.plans import open_plan
from shop.common.actors import Actor
from shop.common.events import publish
from shop.common.inserting import insert_together
from shop.common.numbers import number_of_day
from shop.common.policies import policies
from shop.common.services.idempotency import (
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    fingerprint_of,
)

REMARK_LENGTH = 200
_KEY_LENGTH = 64


@dataclass(frozen=True, kw_only=True)
class _Request:
    """What the customer sent, and when."""

    customer_id: int
    cart_version: int
    address_id: int
    method_code: str
    remark: str
    expected_total: Decimal
    key: str
    visit: Visit
    at: datetime
    is_replay: bool  # of the past: the number is of that day
    counted_at: datetime  # the stamp that this request leaves on its cart

    @property
    def pay_by(self) -> datetime:
        return self.at + timedelta(minutes=policies(OrderPolicies).payment_minutes)

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(
            self.cart_version,
            self.address_id,
            self.method_code,
            self.remark,
            str(self.expected_total),
        )


def place_order(
    *,
    customer_id: int,
    cart_version: int,
    address_id: int,
    method_code: str,
    remark: str,
    expected_total: Decimal,
    idempotency_key: str,
    actor: Actor,
    visit: Visit = UNKNOWN_VISIT,
    at: datetime | None = None,
) -> Order:
    """Turn the selected lines of the cart into an order that waits for its payment.

    Nothing is placed unless cart and total are those the customer saw (CartChanged, TotalChanged),
    all the stock is there (InsufficientStock) and the rules of risk take it (OrderNotAccepted; only
    why is kept then). The same request again gives the same order.
    """
    request = _Request(
        customer_id=customer_id,
        cart_version=cart_version,
        address_id=address_id,
        method_code=method_code,
        remark=remark.strip(),
        expected_total=expected_total,
        key=idempotency_key,
        visit=visit,
        at=at or timezone.now(),
        is_replay=at is not None,
        counted_at=timezone.now(),
    )
    _refuse_shape(request)
    try:
        return _placed(request, actor)
    except OrderNotAccepted as refusal:
        keep_refusal(refusal=refusal)
        raise


@transaction.atomic
def _placed(request: _Request, actor: Actor) -> Order:
    taken = take_selected(
        customer_id=request.customer_id, version=request.cart_version, at=request.counted_at
    )
    if not taken:
        return _placed_before(request)
    address = owned_address(request.customer_id, request.address_id)
    if address is None:
        raise AddressUnknown
    quote = _quote(request, taken, address)
    _refuse_quote(request, quote)
    left_out = {problem.sku_id for problem in quote.problems}
    put_back(lines=(line for line in taken if line.sku_id in left_out))
    order, lines = _written(request, quote, address, actor)
    open_plan(
        reference=order.number,
        customer_id=request.customer_id,
        subject=_("Order %(number)s") % {"number": order.number},
        total=order.total,
        deadline=request.pay_by,
        actor=actor,
        at=request.at,
    )
    publish(OrderPlaced(order_id=order.pk, number=order.number), at=request.at)
    assess_order(
        order=order,
        address=address,
        shares=quote.shares,
        visit=request.visit,
        is_past=request.is_replay,
    )
    reserve_stock(
        reference=order.number,
        wanted=[
            Wanted(line_id=line.pk, sku_id=line.sku_id, quantity=line.quantity) for line in lines
        ],
        province_code=address.province_code,
        expires_at=request.pay_by,
        actor=actor,
        at=request.at,
    )
    return order


def _refuse_shape(request: _Request) -> None:
    if not request.key or len(request.key) > _KEY_LENGTH:
        raise IdempotencyKeyMissing
    if len(request.remark) > REMARK_LENGTH:
        raise RemarkTooLong


def _placed_before(request: _Request) -> Order:
    order = Order.objects.filter(
        customer_id=request.customer_id, idempotency_key=request.key
    ).first()
    if order is None:
        is_same = was_counted(customer_id=request.customer_id, at=request.counted_at)
        raise NothingSelected if is_same else CartChanged
    if order.request_fingerprint != request.fingerprint:
        raise IdempotencyKeyReused
    return order


def _quote(request: _Request, taken: Sequence[CartLine], address: AddressView) -> OrderQuote:
    """Quote what was taken; the reservation is the judge of stock, so it is seldom looked at here.

    Only when the total is not the one shown may the page have left out what was sold out.
    """
    quote = _quoted(request, taken, address, with_stock=False)
    if quote.total == request.expected_total:
        return quote
    return _quoted(request, taken, address, with_stock=True)


def _quoted(
    request: _Request, taken: Sequence[CartLine], address: AddressView, *, with_stock: bool
) -> OrderQuote:
    goods = goods_of([line.sku_id for line in taken], at=request.at, with_stock=with_stock)
    return quote_order(
        goods,
        [WantedSku(sku_id=line.sku_id, quantity=line.quantity) for line in taken],
        to=Destination(district_code=address.district_code, method_code=request.method_code),
        at=request.at,
        customer_id=request.customer_id,
    )


def _refuse_quote(request: _Request, quote: OrderQuote) -> None:
    if quote.blocking:
        raise LinesNotOrderable(quote.blocking)
    if not quote.lines:
        raise NothingSelected
    if quote.total != request.expected_total:
        raise TotalChanged(expected=request.expected_total, total=quote.total)


def _written(
    request: _Request, quote: OrderQuote, address: AddressView, actor: Actor
) -> tuple[Order, list[OrderLine]]:
    order = _write_order(request, quote)
    lines = OrderLine.objects.bulk_create(line_of(order=order, line=line) for line in quote.lines)
    insert_together(
        receiver_of(order=order, address=address),
        birth_of(order=order, actor=actor),
        *shares_of(lines=lines, quote=quote),
    )
    return order, lines


def _write_order(request: _Request, quote: OrderQuote) -> Order:
    at = request.at
    order = Order(
        customer_id=request.customer_id,
        goods_total=quote.goods_total,
        discount_total=quote.discount_total,
        freight_total=quote.freight_total,
        total=quote.total,
        quote=steps_of(quote=quote),
        delivery_method=request.method_code,
        remark=request.remark,
        idempotency_key=request.key,
        request_fingerprint=request.fingerprint,
        placed_at=at,
        pay_by=request.pay_by,
    )
    if request.is_replay:
        order.number = number_of_day("DD", "order_number", at)
    _insert(order)
    return order


def _insert(order: Order) -> None:
    try:
        with transaction.atomic():
            order.save(force_insert=True)
    except IntegrityError as clash:
        if "order_once_per_key" in str(clash):
            raise IdempotencyKeyReused from clash
        raise
