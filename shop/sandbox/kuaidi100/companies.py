"""The carriers that the tracking service knows, and the shapes of their numbers."""

import re

NAMES = {
    "shunfeng": "顺丰速运",
    "shunfengkuaiyun": "顺丰快运",
    "zhongtong": "中通快递",
    "yuantong": "圆通速递",
    "shentong": "申通快递",
    "yunda": "韵达快递",
    "jd": "京东物流",
    "ems": "EMS",
    "youzhengguonei": "邮政快递包裹",
    "jtexpress": "极兔速递",
    "debangkuaidi": "德邦快递",
    "debangwuliu": "德邦物流",
    "zhaijisong": "宅急送",
    "youshuwuliu": "优速快递",
}
NEEDS_PHONE = frozenset({"shunfeng", "shunfengkuaiyun", "zhongtong"})
NUMBER = re.compile(r"[0-9A-Za-z-]{6,32}")

_SHAPES = (
    ("shunfeng", r"SF\d{13}|\d{12}"),
    ("yuantong", r"YT\d{13}|\d{10}"),
    ("jd", r"JD[0-9A-Z]{11,15}(-1-1-)?"),
    ("jtexpress", r"JT\d{13}"),
    ("debangkuaidi", r"DPK\d{12}"),
    ("zhongtong", r"7[3568]\d{10,12}"),
    ("shentong", r"77\d{10,13}"),
    ("yunda", r"(31|43|46)\d{11,13}"),
    ("ems", r"1[01]\d{11}|[A-Z]{2}\d{9}CN"),
    ("youzhengguonei", r"9[789]\d{11}"),
)


def guess_companies(*, number: str) -> list[str]:
    """Return the carriers whose numbers look like this one; shapes overlap, so it is a hint."""
    return [company for company, shape in _SHAPES if re.fullmatch(shape, number, re.ASCII)]
