"""Chinese lettering for labels and marks, in the fonts that come with the PDF printer."""

from functools import cache

import pylopdf_fonts_zh_cn
from PIL import Image, ImageDraw, ImageFont


@cache
def serif(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(pylopdf_fonts_zh_cn.serif_path()), size)


@cache
def sans(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), size)


def write_spaced(
    canvas: Image.Image,
    text: str,
    *,
    centre: tuple[float, float],
    font: ImageFont.FreeTypeFont,
    colour: str,
    spacing: float = 0.0,
) -> None:
    """Write one line around its centre, letters `spacing` of the font's size apart."""
    pen = ImageDraw.Draw(canvas)
    gap = font.size * spacing
    widths = [font.getlength(letter) for letter in text]
    left = centre[0] - (sum(widths) + gap * (len(text) - 1)) / 2
    for letter, width in zip(text, widths, strict=True):
        pen.text((left, centre[1]), letter, font=font, fill=colour, anchor="lm")
        left += width + gap
