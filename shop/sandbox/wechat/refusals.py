"""WeChat Pay's refusals: HTTP status, code and words."""

_STATUSES = {
    "ACCOUNT_ERROR": 403,
    "APPID_MCHID_NOT_MATCH": 400,
    "BANK_ERROR": 500,
    "FREQUENCY_LIMITED": 429,
    "MCH_NOT_EXISTS": 400,
    "NO_AUTH": 403,
    "NO_STATEMENT_EXIST": 400,
    "NOT_ENOUGH": 403,
    "NOT_FOUND": 404,
    "ORDER_NOT_EXIST": 404,
    "OUT_TRADE_NO_USED": 403,
    "RATELIMIT_EXCEEDED": 429,
    "RESOURCE_NOT_EXISTS": 404,
    "RULE_LIMIT": 403,
    "SIGN_ERROR": 401,
    "SYSTEM_ERROR": 500,
    "TRADE_ERROR": 403,
    "USER_ACCOUNT_ABNORMAL": 403,
}
_TEXTS = {
    "ACCOUNT_ERROR": "账号异常",
    "APPID_MCHID_NOT_MATCH": "商户号和appid没有绑定关系",
    "BANK_ERROR": "银行系统异常",
    "FREQUENCY_LIMITED": "频率超限",
    "INVALID_REQUEST": "请求重入时参数与首次请求不一致",
    "MCH_NOT_EXISTS": "商户号不存在",
    "NO_AUTH": "商户无权限",
    "NO_STATEMENT_EXIST": "账单文件不存在",
    "NOT_ENOUGH": "余额不足",
    "NOT_FOUND": "请求的资源不存在",
    "ORDER_CLOSED": "订单已关闭",
    "ORDER_NOT_EXIST": "订单不存在",
    "ORDER_PAID": "该订单已支付",
    "OUT_TRADE_NO_USED": "商户订单号重复",
    "PARAM_ERROR": "参数错误",
    "RATELIMIT_EXCEEDED": "请求超过频率限制",
    "RESOURCE_NOT_EXISTS": "退款单不存在",
    "RULE_LIMIT": "业务规则限制",
    "SIGN_ERROR": "签名错误",
    "STATEMENT_CREATING": "账单生成中",
    "SYSTEM_ERROR": "系统错误",
    "TRADE_ERROR": "因业务原因交易失败",
    "USER_ACCOUNT_ABNORMAL": "用户账号异常",
}
_BAD_REQUEST = 400

PAYER_CAUSES = ("NOT_ENOUGH", "RULE_LIMIT", "ACCOUNT_ERROR", "BANK_ERROR", "TRADE_ERROR")


class WechatRefusal(Exception):
    """WeChat Pay says no."""

    def __init__(self, code: str, *, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.status = _STATUSES.get(code, _BAD_REQUEST)
        self.message = detail or describe(code)

    def node(self) -> dict[str, str]:
        """Return what the answer says about it."""
        return {"code": self.code, "message": self.message}


def describe(code: str) -> str:
    """Say the reason in WeChat Pay's words."""
    return _TEXTS.get(code, code)


def bad_parameter(name: str) -> WechatRefusal:
    """Refuse a field of the request."""
    return WechatRefusal("PARAM_ERROR", detail=f"参数错误：{name}")
