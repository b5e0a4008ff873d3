"""Carriers, ways of delivery, and what delivery costs."""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class DemoCarrier:
    code: str
    name: str
    kuaidi100_code: str
    number_pattern: str
    query_url: str
    needs_phone: bool = False
    sample: str  # the shape of an invented number: each # becomes a digit


CARRIERS = (
    DemoCarrier(
        code="SF",
        name="顺丰速运",
        kuaidi100_code="shunfeng",
        number_pattern=r"SF\d{13}|\d{12}",
        query_url="https://www.sf-express.com/we/ow/chn/sc/waybill/waybill-detail/{number}",
        needs_phone=True,
        sample="SF1############",
    ),
    DemoCarrier(
        code="JD",
        name="京东物流",
        kuaidi100_code="jd",
        number_pattern=r"JD[0-9A-Z]{11,15}(-\d+-\d+-)?",
        query_url="https://www.jdl.com/orderSearch/?waybillCodes={number}",
        sample="JDX0###########",
    ),
    DemoCarrier(
        code="ZTO",
        name="中通快递",
        kuaidi100_code="zhongtong",
        number_pattern=r"\d{12,14}",
        query_url="https://www.zto.com/express/expressCheck.html?txtBill={number}",
        needs_phone=True,
        sample="7580##########",
    ),
    DemoCarrier(
        code="YTO",
        name="圆通速递",
        kuaidi100_code="yuantong",
        number_pattern=r"YT\d{13}|\d{10,13}",
        query_url="https://www.yto.net.cn/tracesimple.html?no={number}",
        sample="YT8############",
    ),
    DemoCarrier(
        code="YUNDA",
        name="韵达快递",
        kuaidi100_code="yunda",
        number_pattern=r"\d{13,15}",
        query_url="https://www.yundaex.com/cn/track.php?mailno={number}",
        sample="4310###########",
    ),
)


@dataclass(frozen=True, kw_only=True)
class Method:
    code: str
    name: str
    promise: str
    surcharge: Decimal = Decimal("0.00")
    carrier: str = ""


METHODS = (
    Method(code="standard", name="普通快递", promise="一般 2 至 4 天送达"),
    Method(
        code="express",
        name="顺丰速运",
        promise="一般次日到第三日送达",
        surcharge=Decimal("10.00"),
        carrier="SF",
    ),
)

# Where lorries take long: these pay more, and fresh goods do not go there.
REMOTE = ("540000", "630000", "650000")
FAR = ("150000", "460000", "530000", "620000", "640000")
ABROAD = ("710000", "810000", "820000")


@dataclass(frozen=True, kw_only=True)
class Zone:
    """The price for some regions; without regions, for the rest of the country."""

    name: str
    regions: tuple[str, ...] = ()
    is_served: bool = True
    first: tuple[str, str] = ("1", "0.00")  # quantity, fee
    following: tuple[str, str] = ("1", "0.00")
    surcharge: str = "0.00"
    free_from: str | None = None


@dataclass(frozen=True, kw_only=True)
class Template:
    key: str
    name: str
    basis: str  # piece, weight, volume, greater
    zones: tuple[Zone, ...] = field(default_factory=tuple)
    is_default: bool = False


NOT_ABROAD = Zone(name="港澳台暂不配送", regions=ABROAD, is_served=False)


def _zones(
    first: tuple[str, str],
    following: tuple[str, str],
    *,
    far: str,
    remote: str,
    free_from: str | None = "99.00",
) -> tuple[Zone, ...]:
    """Price the country in three rings; the surcharge stays due when delivery is free."""
    return (
        Zone(name="全国", first=first, following=following, free_from=free_from),
        Zone(
            name="较远地区",
            regions=FAR,
            first=first,
            following=following,
            surcharge=far,
            free_from=free_from,
        ),
        Zone(
            name="偏远地区",
            regions=REMOTE,
            first=first,
            following=following,
            surcharge=remote,
            free_from=free_from,
        ),
        NOT_ABROAD,
    )


TEMPLATES = (
    Template(
        key="parcel",
        name="标准件（按重量）",
        basis="weight",
        zones=_zones(("1", "8.00"), ("1", "2.00"), far="4.00", remote="12.00"),
        is_default=True,
    ),
    Template(
        key="apparel",
        name="服饰（按件）",
        basis="piece",
        zones=_zones(("1", "6.00"), ("1", "1.00"), far="3.00", remote="10.00"),
    ),
    Template(
        key="volume",
        name="轻抛件（按体积）",
        basis="volume",
        zones=_zones(("0.01", "8.00"), ("0.01", "3.00"), far="5.00", remote="15.00"),
    ),
    Template(
        key="bulky",
        name="大件（重量与体积重取大）",
        basis="greater",
        zones=_zones(("1", "10.00"), ("1", "2.50"), far="6.00", remote="20.00"),
    ),
    Template(
        key="heavy",
        name="重货（按重量，不参加包邮）",
        basis="weight",
        zones=_zones(("5", "12.00"), ("1", "2.20"), far="8.00", remote="30.00", free_from=None),
    ),
    Template(
        key="insured",
        name="数码保价（包邮）",
        basis="piece",
        zones=_zones(("1", "0.00"), ("1", "0.00"), far="0.00", remote="10.00", free_from=None),
    ),
    Template(
        key="food",
        name="食品（按重量）",
        basis="weight",
        zones=_zones(("1", "7.00"), ("1", "1.80"), far="4.00", remote="12.00"),
    ),
    Template(
        key="fresh",
        name="生鲜冷链",
        basis="weight",
        zones=(
            Zone(name="全国", first=("3", "15.00"), following=("1", "3.00"), free_from="199.00"),
            Zone(name="冷链不达", regions=(*REMOTE, "150000", "460000"), is_served=False),
            NOT_ABROAD,
        ),
    ),
)
