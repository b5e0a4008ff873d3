"""Brand marks: the name in a serif, its Latin letters beneath, a seal with the first character."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from shop.demo.catalogue.brands import Brand
from shop.demo.pictures.lettering import sans, serif, write_spaced
from shop.demo.pictures.paint import WHITE
from shop.demo.pictures.saving import save_widths

SIZE = (480, 192)
WIDTHS = (240, 480)
INK = "#2E2925"
FAINT = "#7A7168"
SEALS = ("#BF311A", "#1B7464", "#33466B", "#7A5A12", "#7C3346", "#4E5259")


def draw_marks(brands: Sequence[Brand], folder: Path) -> None:
    """Draw the mark of each brand, `brand-<latin>-<width>.webp`."""
    folder.mkdir(parents=True, exist_ok=True)
    for position, brand in enumerate(brands):
        save_widths(_mark(brand, SEALS[position % len(SEALS)]), folder, stem_of(brand), WIDTHS)


def stem_of(brand: Brand) -> str:
    """Name the files of a brand's mark."""
    return f"brand-{brand.latin.lower()}"


def _mark(brand: Brand, seal: str) -> Image.Image:
    canvas = Image.new("RGB", SIZE, WHITE)
    pen = ImageDraw.Draw(canvas)
    pen.rounded_rectangle((40, 44, 144, 148), radius=20, fill=seal)
    pen.rounded_rectangle((48, 52, 136, 140), radius=14, outline=WHITE, width=2)
    write_spaced(canvas, brand.name[0], centre=(92, 94), font=serif(62), colour=WHITE)
    write_spaced(canvas, brand.name, centre=(308, 78), font=serif(64), colour=INK, spacing=0.14)
    write_spaced(canvas, brand.latin, centre=(308, 140), font=sans(20), colour=FAINT, spacing=0.32)
    return canvas
