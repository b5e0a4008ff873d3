"""The past as shoppers made it: they order, pay, cancel, receive; or they let an order lapse."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from orders.models import Order
from orders.selectors.checkout import checkout_view
from orders.selectors.quoting import Destination
from orders.services.cancellation import cancel_order
from orders.services.cart import add_to_cart, clear_cart
from orders.services.placement import place_order
from orders.services.receipt import confirm_receipt, receive_when_due
from orders.types import CartOwner
from payments.models import RefundPart
from payments.services.attempts import create_attempt
from payments.services.captures import settle_capture
from payments.services.refund_outcomes import settle_refund_part
from payments.types import RefundReport, RefundState, TradeReport, TradeState
from shop.common.actors import person, process
from shop.demo.dice import dice
from shop.demo.history.intents import CancelOrder, LetLapse, PayOrder, PlaceOrder, ReceiveOrder
from shop.demo.loading.loaded import Loaded

KEY_PREFIX = "demo-"  # of the idempotency keys of all orders of the past
AT_THE_CASHIER = timedelta(seconds=35)
REFUND_TAKES = timedelta(seconds=25)
# Gateway, way of paying, who pays: as often as they stand here.
WAYS = (
    *(("alipay", "page", "2088000000000000"),) * 2,
    *(("alipay", "wap", "2088000000000000"),) * 3,
    ("wechat", "native", "oDemo0000000000000000000000"),
    *(("wechat", "h5", "oDemo0000000000000000000000"),) * 3,
    ("unionpay", "page", "621626*********0018"),
    ("unionpay", "wap", "621626*********0018"),
)


class PlanNotPossible(RuntimeError):
    """The shop refuses what the plan of the past asks for: plan and shop disagree."""


@dataclass(frozen=True)
class Shopping:
    loaded: Loaded

    def place(self, intent: PlaceOrder) -> None:
        user_id = self.loaded.people.shoppers[intent.phone].pk
        address_id = self.loaded.people.addresses[intent.phone][intent.address]
        owner = CartOwner(user_id=user_id)
        clear_cart(owner=owner, at=intent.at)
        for wish in intent.wishes:
            add_to_cart(
                owner=owner,
                sku_id=self.loaded.goods.skus[wish.sku_key],
                quantity=wish.quantity,
                at=intent.at - AT_THE_CASHIER,
            )
        district = self.loaded.people.districts[address_id]
        to = Destination(district_code=district, method_code=intent.method)
        view = checkout_view(user_id, to=to, at=intent.at)
        if view is None or view.problems:
            raise PlanNotPossible(f"{intent}: {view.problems if view else 'nothing to order'}")
        order = place_order(
            customer_id=user_id,
            cart_version=view.version,
            address_id=address_id,
            method_code=intent.method,
            remark=intent.remark,
            expected_total=view.quote.total,
            idempotency_key=f"{KEY_PREFIX}{intent.key}",
            actor=person(user_id),
            at=intent.at,
        )
        self.loaded.orders[intent.key] = order.pk

    def pay(self, intent: PayOrder) -> None:
        order = self._order(intent.key)
        gateway, product, payer = dice("way of paying", intent.key).choice(WAYS)
        attempt = create_attempt(
            reference=order.number,
            gateway_code=gateway,
            product=product,
            at=intent.at - AT_THE_CASHIER,
        )
        report = TradeReport(
            out_trade_no=attempt.out_trade_no,
            state=TradeState.PAID,
            amount=attempt.amount,
            trade_no=_trade_number(gateway, intent),
            payer=payer,
            paid_at=intent.at.replace(microsecond=0),
        )
        actor = process("payments.notifications")
        settle_capture(attempt_id=attempt.pk, report=report, actor=actor, at=intent.at)

    def let_lapse(self, intent: LetLapse) -> None:
        cancel_order(
            order_id=self.loaded.orders[intent.key],
            reason=Order.CancelReason.TIMEOUT,
            actor=process("orders.close_unpaid"),
            at=intent.at,
        )

    def cancel(self, intent: CancelOrder) -> None:
        order = self._order(intent.key)
        cancel_order(
            order_id=order.pk,
            reason=Order.CancelReason.CUSTOMER,
            actor=person(order.customer_id),
            at=intent.at,
        )
        send_money_back(order, at=intent.at)

    def receive(self, intent: ReceiveOrder) -> None:
        order = self._order(intent.key)
        if intent.by_shopper:
            confirm_receipt(order_id=order.pk, actor=person(order.customer_id), at=intent.at)
        else:
            receive_when_due(order_id=order.pk, actor=process("orders.receive_due"), at=intent.at)

    def _order(self, key: str) -> Order:
        return Order.objects.get(pk=self.loaded.orders[key])


def send_money_back(order: Order, *, at: datetime) -> None:
    """Book what the gateway said to the refunds of an order, if there are any."""
    done_at = (at + REFUND_TAKES).replace(microsecond=0)
    parts = RefundPart.objects.filter(
        refund__plan__reference=order.number, state__in=RefundPart.UNSETTLED
    )
    for part_id in parts.values_list("pk", flat=True):
        settle_refund_part(
            part_id=part_id,
            report=RefundReport(state=RefundState.DONE, done_at=done_at),
            actor=process("payments.refunds"),
            at=done_at,
        )


def _trade_number(gateway: str, intent: PayOrder) -> str:
    """Invent the gateway's number of a trade: its day, and digits."""
    tail = dice("trade", intent.key, intent.at).randrange(10**14)
    if gateway == "wechat":
        return f"420000{intent.at:%Y%m%d}{tail:014d}"
    if gateway == "unionpay":
        return f"{intent.at:%Y%m%d%H%M%S}{tail % 10**7:07d}"
    return f"{intent.at:%Y%m%d}220014{tail:014d}"
