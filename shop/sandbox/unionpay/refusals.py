"""UnionPay's response codes, with its own words."""

TEXTS = {
    "00": "成功",
    "A6": "有缺陷的成功",
    "01": "交易失败，详情请咨询95516",
    "02": "系统未开放或暂时关闭，请稍后再试",
    "03": "交易通讯超时，请发起查询交易",
    "04": "交易状态未明，请查询对账结果",
    "05": "交易已受理，请稍后查询交易结果",
    "06": "系统繁忙，请稍后再试",
    "10": "报文格式错误",
    "11": "验证签名失败",
    "12": "重复交易",
    "13": "报文交易要素缺失",
    "30": "交易未通过，请尝试使用其他银联卡支付",
    "31": "商户状态不正确",
    "33": "交易金额超限",
    "34": "查无此交易",
    "35": "原交易不存在或状态不正确",
    "36": "与原交易信息不符",
    "38": "银联风险受限",
    "42": "扣款成功但交易超过规定支付时间",
    "60": "交易失败，详情请咨询您的发卡行",
    "61": "输入的卡号无效，请确认后输入",
    "63": "卡状态不正确",
    "64": "卡上的余额不足",
    "65": "输入的密码、有效期或CVN2有误",
    "66": "持卡人身份信息或手机号输入不正确",
    "67": "密码输入次数超限",
    "73": "支付卡已超过有效期",
    "77": "银行卡未开通认证支付",
    "78": "发卡行交易权限受限",
    "98": "文件不存在",
    "99": "通用错误",
}

PAYER_CAUSES = ("64", "65", "61", "63", "33", "78", "38", "60", "01")


class UnionPayRefusal(Exception):
    """UnionPay says no."""

    def __init__(self, code: str, *, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.message = detail or describe(code)


def describe(code: str) -> str:
    """Say a code in UnionPay's words."""
    return TEXTS.get(code, f"应答码{code}")


def bad_field(name: str) -> UnionPayRefusal:
    """Refuse a field of the message."""
    return UnionPayRefusal("10", detail=f"报文格式错误[{name}]")
