"""All products of the demo shop, in the order of their keys, and the few that tests load."""

from shop.demo.catalogue import (
    appliances,
    beauty,
    devices,
    digital,
    family,
    home,
    men,
    pantry,
    shoes_bags,
    snacks,
    sports,
    tableware,
    women,
)
from shop.demo.catalogue.shapes import Product

_SHELVES = (
    women,
    men,
    shoes_bags,
    digital,
    devices,
    appliances,
    tableware,
    home,
    beauty,
    snacks,
    pantry,
    sports,
    family,
)

PRODUCTS: tuple[Product, ...] = tuple(
    sorted(
        (product for shelf in _SHELVES for product in shelf.PRODUCTS),
        key=lambda product: product.key,
    )
)

# A matrix, the last piece, a sold-out SKU, a heavy one, fresh goods, a long title, a single SKU, a pre-sale.
_SAMPLE = frozenset(
    {
        "SP2026001",
        "SP2026005",
        "SP2026026",
        "SP2026042",
        "SP2026057",
        "SP2026059",
        "SP2026061",
        "SP2026066",
    }
)

TAGS = (
    "新品",
    "热卖",
    "送礼",
    "通勤",
    "学生",
    "办公",
    "居家",
    "厨房",
    "户外",
    "露营",
    "运动",
    "亲子",
    "长辈",
    "宠物",
    "零食",
    "生鲜",
    "保湿",
    "个护",
    "收纳",
    "显瘦",
    "透气",
    "防风",
    "保暖",
    "免烫",
    "降噪",
    "5G",
)


def selection(size: int) -> tuple[Product, ...]:
    """Choose the products of a size: eight that cover the edges at 0, all of them above."""
    if size > 0:
        return PRODUCTS
    return tuple(product for product in PRODUCTS if product.key in _SAMPLE)
