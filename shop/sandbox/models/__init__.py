"""Every table of the sandbox, where Django looks for them."""

from shop.sandbox.models.alipay import AlipayApp, AlipayCashierVisit, AlipayRefund, AlipayTrade
from shop.sandbox.models.delivery import Delivery, DeliveryAttempt
from shop.sandbox.models.fault import Fault, Rule

__all__ = [
    "AlipayApp",
    "AlipayCashierVisit",
    "AlipayRefund",
    "AlipayTrade",
    "Delivery",
    "DeliveryAttempt",
    "Fault",
    "Rule",
]
