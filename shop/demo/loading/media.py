"""Where the drawn pictures lie below the media folder, and how they get there."""

from collections.abc import Callable, Sequence
from pathlib import Path

from django.core.files.storage import default_storage

from shop.demo.catalogue.brands import BRANDS
from shop.demo.catalogue.shapes import Product
from shop.demo.pictures.banners import draw_posters
from shop.demo.pictures.drawing import DRAFT_SIZE, FULL_SIZE, draw_products
from shop.demo.pictures.marks import draw_marks
from shop.demo.posters import COVERS, FLOORS, HEROES

PRODUCTS = "products/demo"
BANNERS = "banners/demo"
MARKS = "brands/demo"

Progress = Callable[[int, int], None]


def draw_all(products: Sequence[Product], *, draft: bool, progress: Progress | None = None) -> None:
    """Draw products, banners and marks into the media folder; drafts are tiny and quick."""
    draw_products(
        products,
        _folder(PRODUCTS),
        workers=1 if draft else 2,
        size=DRAFT_SIZE if draft else FULL_SIZE,
        progress=progress,
    )
    banners = (*HEROES, *FLOORS)
    both = [poster for banner in banners for poster in (banner.poster, banner.phone_poster)]
    posters = [*(poster for poster in both if poster), *COVERS]
    draw_posters(posters, _folder(BANNERS), scale=0.05 if draft else 1.0)
    draw_marks(BRANDS, _folder(MARKS))


def _folder(name: str) -> Path:
    return Path(default_storage.path(name))
