"""The banners of the demo shop: their words, where they lead, and what stands in them."""

from dataclasses import dataclass

from shop.demo.catalogue.shapes import Look
from shop.demo.catalogue.tree import DEPARTMENTS, Department
from shop.demo.pictures.banners import HERO, TALL, Exhibit, Poster, for_phones
from shop.demo.pictures.rooms import Room


@dataclass(frozen=True, kw_only=True)
class Banner:
    placement: str
    title: str
    subtitle: str
    category: str  # slug of the department that it leads to
    poster: Poster

    @property
    def phone_poster(self) -> Poster | None:
        """What phones see in its place, if it is wide; a tall one fits them as it is."""
        return for_phones(self.poster) if self.poster.size == HERO else None


def _hero(stem: str, room: Room, *exhibits: Exhibit) -> Poster:
    return Poster(
        stem=stem, size=HERO, room=room, horizon=590, arch=(1130, 120, 520), exhibits=exhibits
    )


def _show(
    motif: str, colours: tuple[str, str], at: tuple[int, int], *, tall: int, plinth: int = 0
) -> Exhibit:
    look, (centre, floor) = Look("", *colours), at
    return Exhibit(motif=motif, look=look, centre=centre, floor=floor, height=tall, plinth=plinth)


HEROES = (
    Banner(
        placement="home",
        title="晨间餐桌，慢一点也好",
        subtitle="小家电与陶瓷餐具，厨房焕新",
        category="appliances",
        poster=_hero(
            "hero-kitchen",
            Room(wall="#F1E2CF", floor="#DDBF97", accent="#E3C79D", place="table"),
            _show("air-fryer", ("#E6DECD", "#C98A45"), (1190, 585), tall=400, plinth=350),
            _show("kettle", ("#3F6152", "#D9A441"), (940, 640), tall=330, plinth=330),
            _show("rice-cooker", ("#DAD0BC", "#C79A54"), (1440, 645), tall=270, plinth=350),
            _show("mug", ("#B87E5C", "#EDE3D2"), (1080, 765), tall=150),
            _show("plate-set", ("#3D5A7A", "#EDE3D2"), (1310, 770), tall=165),
        ),
    ),
    Banner(
        placement="home",
        title="秋装上新，出门正好",
        subtitle="鞋靴箱包，走得远也走得稳",
        category="fashion",
        poster=_hero(
            "hero-autumn",
            Room(wall="#EBDCCF", floor="#D3B79C", accent="#D7B596", place="plinth"),
            _show("backpack", ("#31456A", "#D9A441"), (1190, 590), tall=420, plinth=360),
            _show("boot", ("#7E4E2F", "#D9A441"), (920, 640), tall=290, plinth=350),
            _show("tote-bag", ("#A9553F", "#E9D3B0"), (1450, 645), tall=320, plinth=330),
            _show("sneaker", ("#D8D6D0", "#E2733A"), (1180, 775), tall=150),
        ),
    ),
    Banner(
        placement="home",
        title="声音与屏幕，各就各位",
        subtitle="手机、耳机与音箱，满 99 元包邮",
        category="digital",
        poster=_hero(
            "hero-digital",
            Room(wall="#D6E0EA", floor="#B9C7D6", accent="#A9BBCD", place="plinth"),
            _show("laptop", ("#A6ABB3", "#E0B45C"), (1210, 595), tall=340, plinth=520),
            _show("headphones", ("#3A3D44", "#C9A063"), (890, 640), tall=310, plinth=330),
            _show("speaker", ("#D4745F", "#F1DFB8"), (1480, 650), tall=270, plinth=260),
            _show("earbuds-case", ("#E7E6E2", "#9AA2AD"), (1090, 770), tall=140),
            _show("phone", ("#2F4468", "#D8A93F"), (1310, 775), tall=180),
        ),
    ),
)

# What stands above articles that have no banner of their own.
COVERS = (
    _hero(
        "cover-parcels",
        Room(wall="#E8E3D8", floor="#D2C4AC", accent="#C9B795", place="plinth"),
        _show("storage-box", ("#C9A36B", "#8E6B3E"), (1190, 590), tall=330, plinth=420),
        _show("towel-stack", ("#7E9A8C", "#EDE3D2"), (920, 640), tall=230, plinth=330),
        _show("tea-tin", ("#3F6152", "#D9A441"), (1450, 645), tall=250, plinth=300),
        _show("notebook-with-pen", ("#A9553F", "#E9D3B0"), (1180, 775), tall=140),
    ),
)

# What stands in the tall banner of a department's floor: the high one behind, the low one before.
_FLOOR_GOODS = {
    "fashion": (("backpack", "#31456A", "#D9A441"), ("boot", "#7E4E2F", "#D9A441")),
    "digital": (("headphones", "#3A3D44", "#C9A063"), ("phone", "#2F4468", "#D8A93F")),
    "appliances": (("air-fryer", "#48665A", "#D9A441"), ("kettle", "#E2DACA", "#B98D5C")),
    "home": (("vase", "#A8694C", "#7A8A5A"), ("mug", "#8AA3B8", "#EDE3D2")),
    "beauty": (("serum-bottle", "#6E9DB8", "#D8B06A"), ("lipstick", "#9E3B2E", "#D8AE62")),
    "food": (("coffee-bag", "#5A3D2B", "#D8AE62"), ("fruit-box", "#B5462F", "#E7C66B")),
    "sports": (("tent", "#5F7A58", "#E0A33C"), ("football", "#33363C", "#FFFFFF")),
    "kids": (("teddy-bear", "#B08058", "#8E3A3A"), ("building-blocks", "#D98E4A", "#4E7A96")),
    "books": (("desk-lamp", "#41624F", "#D9A441"), ("book", "#4E6B8A", "#D9A441")),
    "pets": (("pet-food-bag", "#B5462F", "#3F6B58"), ("pet-food-bag", "#3F5F7A", "#E0853C")),
}


def _floor(department: Department) -> Banner:
    high, low = _FLOOR_GOODS[department.slug]
    poster = Poster(
        stem=f"floor-{department.slug}",
        size=TALL,
        room=department.room,
        horizon=850,
        arch=(250, 430, 400),
        exhibits=(
            _show(high[0], high[1:], (270, 820), tall=330, plinth=340),
            _show(low[0], low[1:], (200, 1090), tall=230),
        ),
    )
    return Banner(
        placement=f"floor:{department.slug}",
        title=department.name,
        subtitle=department.line,
        category=department.slug,
        poster=poster,
    )


FLOORS = tuple(_floor(department) for department in DEPARTMENTS)
