"""What the demo shop knows of a product before it is entered: plain data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from shop.demo.catalogue.barcodes import ean13

FOUR_PLACES = Decimal("0.0001")
COST_OF_EXTRA = Decimal("0.62")


@dataclass(frozen=True)
class Look:
    """A value of the dimension that has pictures: a colour, a flavour, a scent."""

    name: str
    main: str
    accent: str


@dataclass(frozen=True)
class Choice:
    """A value of the second dimension, and what it adds in yuan, grams and cubic centimetres."""

    name: str
    yuan: Decimal = Decimal(0)
    grams: int = 0
    cubic: int = 0


@dataclass(frozen=True)
class Option:
    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True)
class Sku:
    key: str
    name: str
    look: Look
    choice: Choice | None
    barcode: str
    price: Decimal
    list_price: Decimal | None
    cost: Decimal
    weight_grams: int
    volume_cm3: int


@dataclass(frozen=True, kw_only=True)
class Product:
    """One product with its looks and options; the SKU matrix follows from them.

    `popularity` runs from 0 (nobody buys it in the history) to 10. `left` sets the whole shop's stock of a SKU
    by the tail of its key, for the edges: the last piece, the sold out.
    """

    key: str
    title: str
    points: tuple[str, ...]
    brand: str
    category: str
    kind: str
    attributes: Mapping[str, str]
    motif: str
    looks: tuple[Look, ...]
    look_name: str = "颜色"
    option: Option | None = None
    price: str
    list_price: str | None = None
    cost: str
    weight: int
    box: tuple[int, int, int]  # packed, in centimetres
    material: str
    use: str
    care: str
    size_table: str = ""
    warranty: str = "质量问题 30 天内可换"
    warranty_months: int = 0
    returns: str = "seven_days"
    tags: tuple[str, ...] = ()
    popularity: int = 4
    alert_at: int = 6
    freight: str = "parcel"
    is_pre_sale: bool = False
    left: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_single(self) -> bool:
        return self.option is None and not self.looks_differ

    @property
    def looks_differ(self) -> bool:
        return len(self.looks) > 1

    def skus(self) -> Iterator[Sku]:
        """Lay out the matrix: every look in every option, in the order that people see."""
        position = 0
        for look in self.looks:
            for choice in self.option.choices if self.option else (None,):
                position += 1
                yield self._sku(look, choice, position)

    def _sku(self, look: Look, choice: Choice | None, position: int) -> Sku:
        added = choice or Choice("")
        look_word = look.name if self.looks_differ else ""
        words = [word for word in (look_word, added.name) if word]
        length, width, height = self.box
        return Sku(
            key="-".join([self.key, *("".join(word.split()) for word in words)]),
            name=" ".join(words),
            look=look,
            choice=choice,
            barcode=ean13(f"699026{self.key[-3:]}{position:03d}"),
            price=Decimal(self.price) + added.yuan,
            list_price=Decimal(self.list_price) + added.yuan if self.list_price else None,
            cost=(Decimal(self.cost) + added.yuan * COST_OF_EXTRA).quantize(FOUR_PLACES),
            weight_grams=self.weight + added.grams,
            volume_cm3=length * width * height + added.cubic,
        )


def sizes(names: str, name: str = "尺码") -> Option:
    """Make an option whose values differ in nothing but their name."""
    return Option(name, tuple(Choice(word) for word in names.split()))


def steps(name: str, *choices: tuple[str, str, int, int]) -> Option:
    """Make an option whose values add to price, weight and volume."""
    return Option(name, tuple(Choice(word, Decimal(yuan), g, c) for word, yuan, g, c in choices))
