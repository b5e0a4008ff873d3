"""Staff and shoppers. Names, phones and streets are invented; divisions are real."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from shop.demo.dice import dice
from shop.demo.divisions import divisions

PASSWORD = "kaidian-demo"  # noqa: S105  the demo prints it
DEMO_PHONE = "13800138000"
WOMEN = 0.58  # share of the shoppers


@dataclass(frozen=True, kw_only=True)
class StaffMember:
    role: str
    username: str
    name: str
    phone: str
    is_superuser: bool = False


STAFF = (
    StaffMember(
        role="super_administrator",
        username="admin",
        name="周站长",
        phone="17000000001",
        is_superuser=True,
    ),
    StaffMember(role="operations_manager", username="manager", name="沈若岚", phone="17000000002"),
    StaffMember(
        role="operations_supervisor", username="supervisor", name="陆听澜", phone="17000000010"
    ),
    StaffMember(
        role="operations_specialist", username="operator", name="李星禾", phone="17000000003"
    ),
    StaffMember(role="content_editor", username="editor", name="顾知微", phone="17000000004"),
    StaffMember(role="warehouse_worker", username="warehouse", name="孟大川", phone="17000000005"),
    StaffMember(role="customer_service", username="service", name="唐小满", phone="17000000006"),
    StaffMember(role="finance", username="finance", name="何静姝", phone="17000000007"),
    StaffMember(role="marketing", username="marketing", name="程一诺", phone="17000000008"),
    StaffMember(role="analyst", username="analyst", name="秦望舒", phone="17000000009"),
)


@dataclass(frozen=True, kw_only=True)
class DemoAddress:
    name: str
    phone: str
    district: str
    street: str


@dataclass(frozen=True, kw_only=True)
class Shopper:
    phone: str
    name: str
    nickname: str
    gender: str
    birthday: date
    joined_days_ago: int
    addresses: tuple[DemoAddress, ...]
    eagerness: int  # how often this one buys, against the others


_SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡"
_FEMALE = "雨桐 梓涵 诗语 思琪 佳怡 晓彤 静怡 若曦 婉清 念慈 书瑶 可欣 月华 秀兰 春燕 海棠"
_MALE = "子轩 浩然 宇航 俊杰 明远 志强 建国 思远 景行 一鸣 天佑 家栋 承泽 文博 立诚 少华"
_NICKNAMES = "云朵 小满 风起 阿七 橘子 南山 半夏 野渡 青柠 桃桃 石头 海风 麦田 晚舟 初一 白鹿"
_ROADS = "梧桐路 青禾街 文澜路 云锦街 望湖路 松风路 临溪街 玉兰路 广福街 晨曦路 槐安街 翠屏路"
_ESTATES = "锦绣花园 和风苑 青林里 阳光家园 水木澜庭 云栖小区 书香门第 翠湖名邸 金桂园 春晓里"
# Provinces by how many of a hundred shoppers live there; the remote ones are on purpose.
_HOMES = {
    "440000": 14, "320000": 10, "330000": 10, "370000": 9, "310000": 8, "110000": 8, "510000": 6,
    "410000": 5, "420000": 5, "350000": 4, "430000": 4, "130000": 3, "210000": 3, "610000": 3,
    "500000": 3, "340000": 2, "120000": 2, "650000": 2, "540000": 1, "630000": 1, "150000": 2,
    "530000": 2, "450000": 2, "230000": 1, "460000": 1,
}  # fmt: skip


def shoppers(count: int) -> tuple[Shopper, ...]:
    """Invent shoppers, always the same ones; the first is the one whose phone the demo prints."""
    return (_known_shopper(), *_strangers(count - 1))


def _known_shopper() -> Shopper:
    home = DemoAddress(
        name="林小禾", phone=DEMO_PHONE, district="330106", street="文澜路 66 号青林里 3 幢 1202 室"
    )
    parents = DemoAddress(
        name="林建国",
        phone="17100138000",
        district="650102",
        street="槐安街 18 号和风苑 2 栋 501 室",
    )
    return Shopper(
        phone=DEMO_PHONE,
        name="林小禾",
        nickname="小禾",
        gender="female",
        birthday=date(1994, 5, 20),
        joined_days_ago=400,
        addresses=(home, parents),
        eagerness=6,
    )


def _strangers(count: int) -> Iterator[Shopper]:
    chance = dice("shoppers")
    for position in range(count):
        female = chance.random() < WOMEN
        name = chance.choice(_SURNAMES) + chance.choice((_FEMALE if female else _MALE).split())
        phone = f"17{position % 2}{chance.randrange(100):02d}{position:04d}88"[:11]
        yield Shopper(
            phone=phone,
            name=name,
            nickname=f"{chance.choice(_NICKNAMES.split())}{chance.randrange(10, 100)}",
            gender="female" if female else "male",
            birthday=date(1962, 1, 1) + timedelta(days=chance.randrange(365 * 44)),
            joined_days_ago=_joined(chance, position),
            addresses=tuple(_addresses(chance, name, phone)),
            eagerness=chance.choice((1, 1, 1, 2, 2, 3, 5)),
        )


def _joined(chance: random.Random, position: int) -> int:
    """Let two in three be customers of long standing, and the others join in these weeks."""
    return chance.randrange(30, 500) if position % 3 else chance.randrange(1, 21)


def _addresses(chance: random.Random, name: str, phone: str) -> Iterator[DemoAddress]:
    for position in range(chance.choice((1, 1, 1, 2))):
        province = chance.choices(list(_HOMES), weights=list(_HOMES.values()))[0]
        yield DemoAddress(
            name=name if position == 0 else chance.choice(_SURNAMES) + "先生",
            phone=phone,
            district=chance.choice(divisions().districts[province]),
            street=_street(chance),
        )


def _street(chance: random.Random) -> str:
    road, estate = chance.choice(_ROADS.split()), chance.choice(_ESTATES.split())
    number, block = chance.randrange(1, 400), chance.randrange(1, 24)
    floor, room = chance.randrange(1, 27), chance.randrange(1, 5)
    return f"{road} {number} 号{estate} {block} 栋 {floor}{room:02d} 室"
