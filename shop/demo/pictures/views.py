"""The five pictures of a product: main, crop, scene, pair and pack, each square."""

from PIL import Image

from shop.demo.pictures.paint import NIGHT, WHITE, Cut, mix, rgb
from shop.demo.pictures.rooms import HOOK_LINE, STANDING_LINE, Room
from shop.demo.pictures.shadows import cast_contact, cast_outline
from shop.demo.pictures.stances import Stance

STUDIO_SHADOW = "#2A2530"


def fitted(cut: Cut, *, width: float, height: float) -> Cut:
    """Scale a cut-out to fit a box, whichever side is reached first."""
    scale = min(width / cut.width, height / cut.height)
    size = (max(1, round(cut.width * scale)), max(1, round(cut.height * scale)))
    return cut.resize(size, Image.Resampling.BICUBIC)


def place(
    canvas: Image.Image, cut: Cut, at: tuple[int, int], stance: Stance, *, shadow: str
) -> None:
    """Set a product down with the shadow that its stance throws."""
    side = canvas.width
    if stance.kind == "stand":
        cast_contact(canvas, cut, at, stance, colour=shadow)
    elif stance.kind == "hang":
        fall = (side // 60, side // 40)
        cast_outline(canvas, cut, at, colour=shadow, fall=fall, blur=side / 45)
    else:
        cast_outline(canvas, cut, at, colour=shadow, fall=(0, side // 36), blur=side / 40)
    canvas.paste(cut, at, cut)


def main_view(cut: Cut, stance: Stance, *, size: int) -> Image.Image:
    """Show the whole product on white."""
    canvas = Image.new("RGB", (size, size), WHITE)
    seen = fitted(cut, width=size * 0.84, height=size * 0.80)
    at = ((size - seen.width) // 2, (size - seen.height) // 2 - size // 160)
    place(canvas, seen, at, stance, shadow=STUDIO_SHADOW)
    return canvas


def crop_view(cut: Cut, stance: Stance, main: str, *, size: int) -> Image.Image:
    """Look closely at the part that shows how it is made."""
    side = max(cut.width, cut.height) * 0.54
    left = min(max(cut.width * stance.focus[0] - side / 2, -side * 0.12), cut.width - side * 0.88)
    upper = min(
        max(cut.height * stance.focus[1] - side / 2, -side * 0.12), cut.height - side * 0.88
    )
    window = (round(left), round(upper), round(left + side), round(upper + side))
    close = cut.crop(window).resize((size, size), Image.Resampling.LANCZOS)
    canvas = Image.new("RGB", (size, size), mix(main, WHITE, 0.90))
    canvas.paste(close, (0, 0), close)
    return canvas


def scene_view(cut: Cut, stance: Stance, room: Room, backdrop: Image.Image) -> Image.Image:
    """Show the product where it is used."""
    canvas = backdrop.copy()
    unit = canvas.width / 800
    seen = fitted(cut, width=600 * unit * stance.room, height=548 * unit * stance.room)
    left = (canvas.width - seen.width) // 2
    if stance.kind == "hang":
        place(
            canvas, seen, (left, round(HOOK_LINE * unit)), stance, shadow=mix(room.wall, NIGHT, 0.7)
        )
    else:
        upper = round(STANDING_LINE * unit) - seen.height
        place(canvas, seen, (left, upper), stance, shadow=mix(room.floor, NIGHT, 0.75))
    return canvas


def pair_view(back: Cut, front: Cut, stance: Stance, main: str, *, size: int) -> Image.Image:
    """Show two of them together, in two colours where there are two."""
    canvas = sweep(main, size=size)
    behind = fitted(back, width=size * 0.50, height=size * 0.56)
    before = fitted(front, width=size * 0.53, height=size * 0.60)
    overlap = min(before.width, behind.width) // (3 if stance.kind == "hang" else 4)
    left = (size - behind.width - before.width + overlap) // 2
    floor = round(size * 0.80)
    place(
        canvas,
        behind,
        (left, floor - size // 16 - behind.height),
        stance,
        shadow=mix(main, NIGHT, 0.8),
    )
    right = left + behind.width - overlap
    place(canvas, before, (right, floor - before.height), stance, shadow=mix(main, NIGHT, 0.8))
    return canvas


def sweep(main: str, *, size: int) -> Image.Image:
    """Paint the seamless paper of a studio, in a breath of the product's colour."""
    canvas = Image.new("RGB", (1, 64))
    top, bottom = rgb(mix(main, WHITE, 0.93)), rgb(mix(main, WHITE, 0.78))
    for row in range(64):
        share = min(1.0, row / 52)
        colour = tuple(
            round(high + (low - high) * share) for high, low in zip(top, bottom, strict=True)
        )
        canvas.putpixel((0, row), colour)
    return canvas.resize((size, size), Image.Resampling.BICUBIC)
