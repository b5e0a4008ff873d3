"""Draws the pictures of products into a folder, on both cores."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from PIL import Image

from shop.demo.catalogue.brands import BRANDS
from shop.demo.catalogue.shapes import Look, Product
from shop.demo.catalogue.tree import department_of
from shop.demo.pictures.album import WIDTHS, Picture, album_of
from shop.demo.pictures.packing import pack_view
from shop.demo.pictures.paint import Cut, cut_out, rasterise
from shop.demo.pictures.rooms import Room, backdrop
from shop.demo.pictures.saving import save_widths
from shop.demo.pictures.stances import stance_of
from shop.demo.pictures.views import crop_view, main_view, pair_view, scene_view

FULL_SIZE = 800
DRAFT_SIZE = 120  # for tests: every file is there, nobody looks at it

Progress = Callable[[int, int], None]


def draw_products(
    products: Sequence[Product],
    folder: Path,
    *,
    workers: int = 2,
    size: int = FULL_SIZE,
    progress: Progress | None = None,
) -> None:
    """Draw every picture of the products; `progress` hears how many products of all are done."""
    folder.mkdir(parents=True, exist_ok=True)
    if workers > 1:
        _draw_on_cores(products, folder, workers=workers, size=size, progress=progress)
        return
    for done, product in enumerate(products, start=1):
        draw_product(product, folder, size=size)
        if progress:
            progress(done, len(products))


def _draw_on_cores(
    products: Sequence[Product], folder: Path, *, workers: int, size: int, progress: Progress | None
) -> None:
    # Spawned, not forked: the parent may hold database connections.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        jobs = [pool.submit(draw_product, product, folder, size=size) for product in products]
        for done, job in enumerate(as_completed(jobs), start=1):
            job.result()
            if progress:
                progress(done, len(products))


def draw_product(product: Product, folder: Path, *, size: int = FULL_SIZE) -> None:
    """Draw all pictures of one product, each motif rendered once per look."""
    cuts = {
        look: cut_out(product.motif, look.main, look.accent, size=size) for look in product.looks
    }
    for picture in album_of(product):
        image = _view(product, picture, cuts, size=size)
        save_widths(image, folder, picture.stem, WIDTHS)


def _view(product: Product, picture: Picture, cuts: dict[Look, Cut], *, size: int) -> Image.Image:
    stance = stance_of(product.motif)
    first = product.looks[0]
    look = picture.look or first
    cut = cuts[look]
    if picture.role == "main":
        return main_view(cut, stance, size=size)
    if picture.role == "crop":
        return crop_view(cut, stance, look.main, size=size)
    if picture.role == "scene":
        room = department_of(product.category).room
        return scene_view(cut, stance, room, _backdrop(_fit_for(room, stance.kind), size))
    if picture.role == "pair":
        return pair_view(cuts[product.looks[-1]], cut, stance, look.main, size=size)
    return pack_view(cut, stance, look.main, _brand(product.brand), size=size)


def _fit_for(room: Room, kind: str) -> Room:
    """Give what hangs a rail, and what does not a plinth, in the department's own colours."""
    if kind == "hang" or room.place != "rail":
        return room
    return Room(wall=room.wall, floor=room.floor, accent=room.accent, place="plinth")


@cache
def _backdrop(room: Room, size: int) -> Image.Image:
    return rasterise(backdrop(room), width=size).convert("RGB")


@cache
def _brand(name: str) -> tuple[str, str]:
    brand = next(brand for brand in BRANDS if brand.name == name)
    return brand.name, brand.latin
