"""The fifth picture: how the product arrives, in its box or with its swing tag."""

from PIL import Image, ImageDraw

from shop.demo.pictures.lettering import sans, serif, write_spaced
from shop.demo.pictures.paint import NIGHT, WHITE, Cut, luminance, mix, rasterise
from shop.demo.pictures.shadows import cast_contact, cast_outline
from shop.demo.pictures.stances import Stance
from shop.demo.pictures.views import fitted, place, sweep

PAPER = "#FAF6EE"
INK = "#3A332B"

# How far the carton reaches back, to the right and upwards, as shares of its width.
DEPTH = 0.30
RISE = 0.17
DARK_BELOW = 0.35


def pack_view(
    cut: Cut, stance: Stance, main: str, brand: tuple[str, str], *, size: int
) -> Image.Image:
    """Show the product beside its box; what hangs lies flat beside its swing tag."""
    canvas = sweep(main, size=size)
    if stance.kind == "hang":
        _lay_with_tag(canvas, cut, main, brand)
    else:
        _stand_by_box(canvas, cut, stance, main, brand)
    return canvas


def _stand_by_box(
    canvas: Image.Image, cut: Cut, stance: Stance, main: str, brand: tuple[str, str]
) -> None:
    size = canvas.width
    shape = min(1.25, max(0.72, cut.height / cut.width))
    front = (round(size * 0.40 / max(shape, 1) ** 0.35), round(size * 0.40 * shape**0.65))
    box = _box(front, main, brand)
    shadow = mix(main, NIGHT, 0.8)
    floor = round(size * 0.80)
    at = (round(size * 0.10), floor - box.height)
    cast_contact(canvas, box, at, Stance(base=(0.0, 0.98)), colour=shadow)
    canvas.paste(box, at, box)
    seen = fitted(cut, width=size * 0.46, height=size * 0.46)
    right = min(round(size * 0.93) - seen.width, round(size * 0.52))
    place(canvas, seen, (right, floor + size // 16 - seen.height), stance, shadow=shadow)


def _box(front: tuple[int, int], main: str, brand: tuple[str, str]) -> Cut:
    """Draw a carton, seen a little from the right and from above, with the brand on its front."""
    wide, tall = front
    rise = round(wide * RISE)
    box = rasterise(_carton(wide, tall, main), width=wide + round(wide * DEPTH))
    ink = mix(main, NIGHT, 0.62 if luminance(main) > DARK_BELOW else 0.2)
    letters = round(min(wide * 0.19, tall * 0.17))
    middle = rise + tall * 0.52
    name, latin = brand
    upper, lower = (wide / 2, middle - letters * 0.28), (wide / 2, middle + letters * 0.72)
    write_spaced(box, name, centre=upper, font=serif(letters), colour=ink, spacing=0.18)
    small = sans(max(8, letters // 3))
    write_spaced(box, latin, centre=lower, font=small, colour=ink, spacing=0.35)
    return box


def _carton(wide: int, tall: int, main: str) -> str:
    deep, rise = round(wide * DEPTH), round(wide * RISE)
    width, height = wide + deep, tall + rise
    face, band = mix(main, WHITE, 0.10), mix(main, WHITE, 0.86)
    belt, girth = rise + tall * 0.34, tall * 0.36
    fills = (
        ("front", mix(face, WHITE, 0.16), mix(face, NIGHT, 0.06)),
        ("side", mix(face, NIGHT, 0.26), mix(face, NIGHT, 0.40)),
        ("top", mix(face, WHITE, 0.46), mix(face, WHITE, 0.30)),
    )
    gradients = "".join(
        f'<linearGradient id="{name}" x2="1" y2="1"><stop stop-color="{start}"/>'
        f'<stop offset="1" stop-color="{end}"/></linearGradient>'
        for name, start, end in fills
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f"<defs>{gradients}</defs>"
        f'<path d="M0 {rise}L{deep} 0H{width}L{wide} {rise}Z" fill="url(#top)"/>'
        f'<path d="M{wide} {rise}L{width} 0V{tall}L{wide} {height}Z" fill="url(#side)"/>'
        f'<rect y="{rise}" width="{wide}" height="{tall}" fill="url(#front)"/>'
        f'<path d="M{wide / 2} {rise}l{deep} {-rise}" stroke="{mix(face, NIGHT, 0.2)}" '
        'stroke-opacity=".5" stroke-width="2"/>'
        f'<rect y="{belt}" width="{wide}" height="{girth}" fill="{band}"/>'
        f'<path d="M{wide} {belt}l{deep} {-rise}v{girth}l{-deep} {rise}Z" '
        f'fill="{mix(band, NIGHT, 0.26)}"/>'
        f'<path d="M0 {rise + 1}H{wide - 1}V{height}" fill="none" stroke="#FFF" '
        'stroke-opacity=".35" stroke-width="2"/></svg>'
    )


def _lay_with_tag(canvas: Image.Image, cut: Cut, main: str, brand: tuple[str, str]) -> None:
    size = canvas.width
    seen = fitted(cut, width=size * 0.66, height=size * 0.70).rotate(
        5, resample=Image.Resampling.BICUBIC, expand=True
    )
    shadow = mix(main, NIGHT, 0.8)
    at = (round(size * 0.06), (size - seen.height) // 2)
    cast_outline(canvas, seen, at, colour=shadow, fall=(0, size // 50), blur=size / 40)
    canvas.paste(seen, at, seen)
    tag = _tag(round(size * 0.21), main, brand).rotate(
        -8, resample=Image.Resampling.BICUBIC, expand=True
    )
    corner = (round(size * 0.70), round(size * 0.40))
    cast_outline(canvas, tag, corner, colour=shadow, fall=(0, size // 80), blur=size / 70)
    canvas.paste(tag, corner, tag)


def _tag(width: int, main: str, brand: tuple[str, str]) -> Cut:
    tall = round(width * 1.75)
    tag = Image.new("RGBA", (width, tall))
    pen = ImageDraw.Draw(tag)
    pen.rounded_rectangle((0, 0, width - 1, tall - 1), radius=width // 16, fill=PAPER)
    pen.rectangle((0, round(tall * 0.80), width - 1, round(tall * 0.87)), fill=main)
    hole = width // 13
    pen.ellipse(
        (width / 2 - hole, tall * 0.07, width / 2 + hole, tall * 0.07 + 2 * hole), fill=(0, 0, 0, 0)
    )
    letters = round(width * 0.26)
    write_spaced(
        tag,
        brand[0],
        centre=(width / 2, tall * 0.40),
        font=serif(letters),
        colour=INK,
        spacing=0.15,
    )
    write_spaced(
        tag,
        brand[1],
        centre=(width / 2, tall * 0.56),
        font=sans(letters // 3),
        colour=INK,
        spacing=0.3,
    )
    return tag
