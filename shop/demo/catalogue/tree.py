"""Departments, their categories, and the rooms in which their goods are shown."""

from dataclasses import dataclass

from shop.demo.pictures.rooms import Room


@dataclass(frozen=True)
class Category:
    name: str
    slug: str


@dataclass(frozen=True, kw_only=True)
class Department:
    name: str
    slug: str
    line: str  # what the floor's banner says beneath the name
    room: Room
    categories: tuple[Category, ...]


DEPARTMENTS = (
    Department(
        name="服饰鞋包",
        slug="fashion",
        line="换季衣橱，从一件称手的开始",
        room=Room(wall="#E7DED3", floor="#D6C5B0", accent="#CBB9A5", place="rail"),
        categories=(
            Category("女装", "womens-wear"),
            Category("男装", "mens-wear"),
            Category("鞋靴", "shoes"),
            Category("箱包", "bags"),
        ),
    ),
    Department(
        name="手机数码",
        slug="digital",
        line="通话、工作、听歌，随身都带得走",
        room=Room(wall="#D9E0E8", floor="#C6CFD9", accent="#AEBCCB", place="plinth"),
        categories=(
            Category("手机", "phones"),
            Category("电脑办公", "computers"),
            Category("耳机音响", "audio"),
            Category("穿戴影像", "wearables-cameras"),
        ),
    ),
    Department(
        name="家用电器",
        slug="appliances",
        line="一日三餐，按一下就开始",
        room=Room(wall="#E4E9E1", floor="#D3CBBB", accent="#B9C6B1", place="table"),
        categories=(
            Category("厨房电器", "kitchen-appliances"),
            Category("生活电器", "home-appliances"),
        ),
    ),
    Department(
        name="家居生活",
        slug="home",
        line="杯盘、织物与光，慢慢布置一个家",
        room=Room(wall="#EDE4D6", floor="#CDB08A", accent="#D9C2A0", place="table"),
        categories=(
            Category("餐具水具", "tableware"),
            Category("家纺布艺", "textiles"),
            Category("收纳装饰", "storage-decor"),
        ),
    ),
    Department(
        name="美妆个护",
        slug="beauty",
        line="清洁、保湿、防晒，日常三件事",
        room=Room(wall="#F3E2DC", floor="#EBD0C6", accent="#E2B8A8", place="plinth"),
        categories=(
            Category("护肤防晒", "skin-care"),
            Category("彩妆", "make-up"),
            Category("洗发沐浴", "hair-body"),
        ),
    ),
    Department(
        name="食品生鲜",
        slug="food",
        line="产地写清楚，日期看得见",
        room=Room(wall="#F1E6CF", floor="#C99F6C", accent="#E0BE85", place="table"),
        categories=(
            Category("零食坚果", "snacks"),
            Category("茶饮咖啡", "tea-coffee"),
            Category("粮油生鲜", "grain-fresh"),
        ),
    ),
    Department(
        name="运动户外",
        slug="sports",
        line="动起来，走出去",
        room=Room(wall="#DCE8EA", floor="#C4CCA6", accent="#8FAE8C", place="ground"),
        categories=(
            Category("健身瑜伽", "fitness"),
            Category("露营球类", "camping-balls"),
        ),
    ),
    Department(
        name="母婴玩具",
        slug="kids",
        line="陪孩子玩，也陪孩子长大",
        room=Room(wall="#DDEAEE", floor="#E9D3B0", accent="#F0C987", place="plinth"),
        categories=(Category("益智玩具", "toys"), Category("童书绘本", "picture-books")),
    ),
    Department(
        name="图书文具",
        slug="books",
        line="读一页，写一行",
        room=Room(wall="#E2DED3", floor="#B58E66", accent="#C9B79A", place="table"),
        categories=(Category("图书", "reading"), Category("文具本册", "stationery")),
    ),
    Department(
        name="宠物用品",
        slug="pets",
        line="好好吃饭的它们",
        room=Room(wall="#E6E8DA", floor="#D2C3A0", accent="#B8C29A", place="table"),
        categories=(Category("猫狗主粮", "pet-food"),),
    ),
)


def department_of(category: str) -> Department:
    """Find the department that a category belongs to."""
    return next(
        department
        for department in DEPARTMENTS
        if any(leaf.name == category for leaf in department.categories)
    )
