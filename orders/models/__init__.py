from orders.models.cart import Cart, CartLine
from orders.models.check import CheckFinding, OrderCheck
from orders.models.line import OrderLine, OrderShare
from orders.models.line_refund import LineRefund
from orders.models.order import Order, OrderHistory, OrderReceiver
from orders.models.wave import PickWave, PickWaveShipment

__all__ = [
    "Cart",
    "CartLine",
    "CheckFinding",
    "LineRefund",
    "Order",
    "OrderCheck",
    "OrderHistory",
    "OrderLine",
    "OrderReceiver",
    "OrderShare",
    "PickWave",
    "PickWaveShipment",
]
