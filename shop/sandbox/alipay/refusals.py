"""Alipay's refusals, with its own codes."""

_MESSAGES = {
    "20000": "Service Currently Unavailable",
    "40001": "Missing Required Arguments",
    "40002": "Invalid Arguments",
    "40004": "Business Failed",
}

_TEXTS = {
    "BILL_NOT_EXIST": "账单不存在",
    "INVAILID_ARGUMENTS": "入参不合法",
    "TYPE_NOT_SUPPORTED": "账单类型不支持",
    "isp.unknow-error": "系统繁忙",
    "isv.invalid-app-id": "无效的AppID参数",
    "isv.invalid-charset": "无效的字符集",
    "isv.invalid-format": "无效的数据格式",
    "isv.invalid-method": "不存在的方法名",
    "isv.invalid-signature": "验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配",
    "isv.invalid-signature-type": "无效的签名类型",
    "isv.invalid-timestamp": "非法的时间戳参数",
    "isv.invalid-version": "无效的版本号",
    "ACQ.BUYER_BALANCE_NOT_ENOUGH": "买家余额不足",
    "ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH": "银行卡余额不足",
    "ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR": "买家付款日限额超限",
    "ACQ.BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR": "买家付款月额度超限",
    "ACQ.CONTEXT_INCONSISTENT": "交易信息被篡改",
    "ACQ.DISCORDANT_REPEAT_REQUEST": "请求信息不一致：同一退款请求号的退款金额不同",
    "ACQ.INVALID_PARAMETER": "参数无效",
    "ACQ.NO_PAYMENT_INSTRUMENTS_AVAILABLE": "没有可用的支付工具",
    "ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR": "当前时间已超过允许支付的时间",
    "ACQ.PAYMENT_REQUEST_HAS_RISK": "支付有风险",
    "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL": "退款金额超限",
    "ACQ.SELLER_BALANCE_NOT_ENOUGH": "卖家余额不足",
    "ACQ.SYSTEM_ERROR": "系统错误",
    "ACQ.TOTAL_FEE_EXCEED": "订单总金额超过限额",
    "ACQ.TRADE_HAS_CLOSE": "交易已经关闭",
    "ACQ.TRADE_HAS_FINISHED": "交易已完结",
    "ACQ.TRADE_HAS_SUCCESS": "交易已被支付",
    "ACQ.TRADE_NOT_ALLOW_REFUND": "当前交易不允许退款",
    "ACQ.TRADE_NOT_EXIST": "交易不存在",
    "ACQ.TRADE_STATUS_ERROR": "交易状态不合法",
}

PAYER_CAUSES = (
    "ACQ.BUYER_BALANCE_NOT_ENOUGH",
    "ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH",
    "ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR",
    "ACQ.PAYMENT_REQUEST_HAS_RISK",
    "ACQ.NO_PAYMENT_INSTRUMENTS_AVAILABLE",
)


class AlipayRefusal(Exception):
    """Alipay says no. The code is the family, the sub code the reason."""

    def __init__(self, sub_code: str, *, code: str = "40004", detail: str = "") -> None:
        super().__init__(sub_code)
        self.code = code
        self.sub_code = sub_code
        self.sub_message = detail or describe(sub_code)

    def node(self) -> dict[str, str]:
        """Return what the answer says about it."""
        return {
            "code": self.code,
            "msg": _MESSAGES[self.code],
            "sub_code": self.sub_code,
            "sub_msg": self.sub_message,
        }


def describe(sub_code: str) -> str:
    """Say the reason in Alipay's words."""
    return _TEXTS.get(sub_code, sub_code)


def missing(name: str) -> AlipayRefusal:
    """Refuse a request that lacks a common parameter."""
    return AlipayRefusal(f"isv.missing-{name}", code="40001", detail=f"缺少{name}参数")


def invalid(name: str) -> AlipayRefusal:
    """Refuse a request with a wrong common parameter."""
    return AlipayRefusal(f"isv.invalid-{name}", code="40002")


def bad_parameter(name: str) -> AlipayRefusal:
    """Refuse a business parameter."""
    return AlipayRefusal("ACQ.INVALID_PARAMETER", detail=f"参数无效：{name}")
