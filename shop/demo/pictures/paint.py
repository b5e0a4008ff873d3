"""Colours, and motifs rendered in them."""

import io
from functools import cache
from pathlib import Path

import resvg_py
from PIL import Image

Cut = Image.Image

MOTIFS = Path(__file__).resolve().parent.parent / "motifs"
NIGHT = "#0C0A18"
WHITE = "#FFFFFF"
VISIBLE = 12  # of 255: what is fainter does not count as product


def rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(colour: str, other: str, share: float) -> str:
    """Move `share` of the way from `colour` to `other`."""
    pairs = zip(rgb(colour), rgb(other), strict=True)
    return "#" + "".join(f"{round(own + (theirs - own) * share):02X}" for own, theirs in pairs)


def luminance(colour: str) -> float:
    """Perceived lightness from 0 to 1, near enough to choose between light and dark ink."""
    red, green, blue = rgb(colour)
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


@cache
def drawing(motif: str) -> str:
    return (MOTIFS / f"{motif}.svg").read_text(encoding="utf-8")


def tinted(motif: str, main: str, accent: str) -> str:
    tokens = {
        "main": main,
        "light": mix(main, WHITE, 0.30),
        "dark": mix(main, NIGHT, 0.24),
        "deep": mix(main, NIGHT, 0.50),
        "accent": accent,
    }
    svg = drawing(motif)
    for token, colour in tokens.items():
        svg = svg.replace("{" + token + "}", colour)
    return svg


def rasterise(svg: str, *, width: int) -> Image.Image:
    png = resvg_py.svg_to_bytes(svg_string=svg, width=width, skip_system_fonts=True)
    image = Image.open(io.BytesIO(bytes(png)))
    return image if image.mode == "RGBA" else image.convert("RGBA")


def cut_out(motif: str, main: str, accent: str, *, size: int) -> Cut:
    """Render the product alone on nothing, trimmed to what is seen of it."""
    image = rasterise(tinted(motif, main, accent), width=size)
    seen = image.getchannel("A").point(lambda alpha: 255 if alpha > VISIBLE else 0).getbbox()
    return image.crop(seen)
