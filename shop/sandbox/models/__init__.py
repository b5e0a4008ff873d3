"""Every table of the sandbox, where Django looks for them."""

from shop.sandbox.models.account import ApiAccount
from shop.sandbox.models.alipay import AlipayApp, AlipayCashierVisit, AlipayRefund, AlipayTrade
from shop.sandbox.models.delivery import Delivery, DeliveryAttempt
from shop.sandbox.models.fault import Fault, Rule
from shop.sandbox.models.parcel import Parcel, ParcelStep
from shop.sandbox.models.sms import SmsMessage, SmsNonce, SmsSign, SmsTemplate
from shop.sandbox.models.unionpay import (
    UnionPayAuthority,
    UnionPayMerchant,
    UnionPayReturn,
    UnionPayTrade,
)
from shop.sandbox.models.wechat import (
    WechatBill,
    WechatLogIn,
    WechatMerchant,
    WechatRefund,
    WechatTrade,
)

__all__ = [
    "AlipayApp",
    "AlipayCashierVisit",
    "AlipayRefund",
    "AlipayTrade",
    "ApiAccount",
    "Delivery",
    "DeliveryAttempt",
    "Fault",
    "Parcel",
    "ParcelStep",
    "Rule",
    "SmsMessage",
    "SmsNonce",
    "SmsSign",
    "SmsTemplate",
    "UnionPayAuthority",
    "UnionPayMerchant",
    "UnionPayReturn",
    "UnionPayTrade",
    "WechatBill",
    "WechatLogIn",
    "WechatMerchant",
    "WechatRefund",
    "WechatTrade",
]
