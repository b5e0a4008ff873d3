"""Soft shadows, drawn small and enlarged: a blur hides the difference."""

from PIL import Image, ImageDraw, ImageFilter

from shop.demo.pictures.paint import Cut, rgb
from shop.demo.pictures.stances import Stance, touching

STEP = 4
# How wide, how flat and how dark: the soft pool around a product, and the dark line under it.
POOL = (1.16, 0.115, 0.36)
TOUCH = (0.99, 0.050, 0.62)


def cast_contact(
    canvas: Image.Image, cut: Cut, at: tuple[int, int], stance: Stance, *, colour: str
) -> None:
    left, right = touching(cut, stance)
    middle, floor = at[0] + (left + right) / 2, at[1] + cut.height
    shade = _dark_of(canvas)
    for widen, flat, darkness in (POOL, TOUCH):
        half = (right - left) * widen / 2
        tall = max((right - left) * flat, canvas.height * 0.017) / 2
        oval = (middle - half, floor - tall * 1.15, middle + half, floor + tall * 0.85)
        ImageDraw.Draw(shade).ellipse([edge / STEP for edge in oval], fill=round(255 * darkness))
        shade = shade.filter(ImageFilter.GaussianBlur(max(1.2, tall / STEP * 0.7)))
    _darken(canvas, shade, colour)


def cast_outline(
    canvas: Image.Image,
    cut: Cut,
    at: tuple[int, int],
    *,
    colour: str,
    fall: tuple[int, int],
    blur: float,
) -> None:
    """Cast the product's own outline on the wall or the table behind it."""
    shade = _dark_of(canvas)
    outline = cut.getchannel("A").resize((cut.width // STEP, cut.height // STEP))
    corner = ((at[0] + fall[0]) // STEP, (at[1] + fall[1]) // STEP)
    shade.paste(outline.point(lambda alpha: alpha * 2 // 5), corner)
    _darken(canvas, shade.filter(ImageFilter.GaussianBlur(blur / STEP)), colour)


def _dark_of(canvas: Image.Image) -> Image.Image:
    return Image.new("L", (canvas.width // STEP, canvas.height // STEP))


def _darken(canvas: Image.Image, shade: Image.Image, colour: str) -> None:
    canvas.paste(rgb(colour), (0, 0), shade.resize(canvas.size, Image.Resampling.BILINEAR))
