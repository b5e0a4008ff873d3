"""Which pictures a product has, what they are called and what they show."""

from collections.abc import Iterator
from dataclasses import dataclass

from shop.demo.catalogue.shapes import Look, Product

WIDTHS = (240, 480, 800)
FULL_WIDTH = WIDTHS[-1]

_SHOWN = {
    "main": "白底主图",
    "crop": "细节特写",
    "scene": "使用场景",
    "pair": "多款同框",
    "pack": "包装吊牌",
}
PER_LOOK = ("main", "crop", "scene")
PER_PRODUCT = ("pair", "pack")


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Its files are `<stem>.webp` and `<stem>-<width>.webp`; without a look it is of all."""

    stem: str
    role: str
    look: Look | None
    alt: str


def album_of(product: Product) -> tuple[Picture, ...]:
    """List a product's pictures in the order of its gallery, the first look's ones first."""
    return tuple(_album(product))


def _album(product: Product) -> Iterator[Picture]:
    first, *others = product.looks
    for role in PER_LOOK:
        yield _picture(product, role, first, 1)
    for role in PER_PRODUCT:
        yield _picture(product, role, None, 1)
    for number, look in enumerate(others, start=2):
        for role in PER_LOOK:
            yield _picture(product, role, look, number)


def _picture(product: Product, role: str, look: Look | None, number: int) -> Picture:
    part = f"-{number}" if look else ""
    words = [product.title, look.name if look and product.looks_differ else "", _SHOWN[role]]
    return Picture(
        stem=f"{product.key.lower()}{part}-{role}",
        role=role,
        look=look,
        alt=" ".join(word for word in words if word),
    )
